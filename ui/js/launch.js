import { call } from "./ipc.js";

/**
 * What can't wait for the rest of the window: the first two questions, and that somebody sees it.
 * Its own entry in index.html with few imports, so that it runs even where the rest fails to load.
 */

/** Content that is not there by then is waited for in an open window. */
const PATIENCE_MS = 2000;

/** A style sheet that never arrives holds up nothing for longer than this. */
const STYLES_MS = 500;

/** @param {HTMLLinkElement} link */
function styled(link) {
  return new Promise((done) => {
    if (link.sheet) done(null);
    for (const end of ["load", "error"]) link.addEventListener(end, done, { once: true });
  });
}

function stylesLoaded() {
  const links = [...document.querySelectorAll("link[rel=stylesheet]")].filter((link) => link instanceof HTMLLinkElement);
  return Promise.race([Promise.all(links.map(styled)), new Promise((done) => { setTimeout(done, STYLES_MS); })]);
}

let isShown = false;

/**
 * The program starts with its window hidden, so that nobody looks at an empty one. Called when there is something to
 * see, and when it failed: it must never stay hidden. Not by animation frames, which a hidden window has none of.
 */
export async function showWindow() {
  if (isShown) return;
  isShown = true;
  await stylesLoaded();
  try {
    await call("show_window");
  } catch {
    isShown = false;
  }
}

addEventListener("error", () => void showWindow(), { capture: true, once: true });
addEventListener("unhandledrejection", () => void showWindow(), { once: true });
setTimeout(() => void showWindow(), PATIENCE_MS);

/** Asked before the window knows how to draw the answers. */
export const first = { startup: call("startup"), overview: call("overview") };

// Whoever takes an answer takes its failure too; until then nobody does.
for (const answer of Object.values(first)) answer.catch(() => {});
