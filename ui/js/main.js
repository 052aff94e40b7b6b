import "./elements/low-banner-element.js";
import "./elements/toast-stack-element.js";
import "./pages/overview-page.js";
import { atRest } from "./coalesce.js";
import { h, must } from "./dom.js";
import { errorText } from "./error-words.js";
import { icon } from "./icons.js";
import { call, subscribe, toIpcError } from "./ipc.js";
import { first, showWindow } from "./launch.js";
import { loadWords, t, translatePage } from "./locale.js";
import { useUnits } from "./money.js";
import { navigate, onRoute, parseRoute } from "./router.js";
import { fetchSheets, openSheet } from "./sheets.js";
import { accountOf, getOverview, getStartup, onChange, providerOf, reloadOverview, setOverview, setProgress, setStartup } from "./state.js";
import { isolate } from "./text.js";
import { button } from "./views.js";
import { showToast } from "./elements/toast-stack-element.js";
import { startZoom } from "./zoom.js";

/** @typedef {import("./bindings/ipc.d.ts").Overview} Overview */
/** @typedef {import("./bindings/ipc.d.ts").Startup} Startup */
/** @typedef {import("./router.js").Route} Route */

/** The overview is what the window starts with; the other pages are fetched once it stands. */
const PAGES = {
  overview: { tag: "overview-page", title: "overview-page", load: async () => {} },
  account: { tag: "account-page", title: "account-loading", load: () => import("./pages/account-page.js") },
  holder: { tag: "holder-page", title: "holder-title", load: () => import("./pages/holder-page.js") },
  history: { tag: "history-page", title: "history-title", load: () => import("./pages/history-page.js") },
  payments: { tag: "payments-page", title: "payments-title", load: () => import("./pages/payments-page.js") },
  wallet: { tag: "wallet-page", title: "wallet-title", load: () => import("./pages/wallet-page.js") },
  settings: { tag: "settings-page", title: "settings-title", load: () => import("./pages/settings-page.js") },
};

/** Between two reloads that only follow events. */
const REST_MS = 200;

const life = new AbortController();
const main = must(document, "main", HTMLElement);

/** @param {string} page */
function setTitle(page) {
  document.title = t(getStartup().demo ? "page-title-demo" : "page-title", { page });
}

let turn = 0;

/** @param {Route} route */
async function show(route) {
  turn += 1;
  const mine = turn;
  const { tag, title, load } = PAGES[route.page];
  await load();
  if (mine !== turn) return;
  const isFirst = main.childElementCount === 0;
  const page = h(tag);
  if ("account" in route && route.account) Reflect.set(page, "account", route.account);
  if ("payment" in route && route.payment) Reflect.set(page, "payment", route.payment);
  main.replaceChildren(page);
  showBanners();
  setTitle(t(title));
  const isBelow = route.page === "account" || route.page === "holder";
  for (const link of document.querySelectorAll("#nav a")) {
    const here = parseRoute(link.getAttribute("href") ?? "").page === (isBelow ? "overview" : route.page);
    if (here) link.setAttribute("aria-current", isBelow ? "true" : "page");
    else link.removeAttribute("aria-current");
  }
  if (isFirst) return;
  // On a narrow window the part above the bottom bar scrolls, on a wide one the document does.
  for (const scroller of [document.scrollingElement, main.parentElement]) scroller?.scrollTo(0, 0);
  // A new page is announced by its heading; after "Undo" was offered the focus stays on it.
  if (!document.activeElement?.closest(".toast")) page.querySelector("h1")?.focus({ preventScroll: true });
}

/** @param {unknown} reason a failure that no part of the page has a place for @param {import("./errors.js").Deed | null} [deed] */
function showFailure(reason, deed = null) {
  const { code } = toIpcError(reason);
  // Who said no to a question of the system knows it.
  if (code === "not_confirmed") return;
  const { what, money, todo } = errorText(code, deed);
  showToast({ text: `${what}. ${money} ${todo}`, seconds: 12 });
}

/** The sheet that is open for this account says it itself. @param {{ account: string, reason: unknown }} failure */
function showNotBought({ account, reason }) {
  if (!document.querySelector(`top-up-sheet[data-account="${CSS.escape(account)}"]`)) showFailure(reason, "buying");
}

/** @param {string} account */
async function topUp(account) {
  const card = accountOf(account);
  if (!card) return;
  try {
    if (providerOf(card.provider).buys.length > 0) await openSheet("top-up-sheet", { ".card": card });
    else await call("open_link", { provider: card.provider, link: "buy" });
  } catch (reason) {
    showFailure(reason);
  }
}

/** @param {string} account */
async function dismiss(account) {
  try {
    await call("dismiss_banner", { account });
    await reloadOverview();
    main.querySelector("h1")?.focus({ preventScroll: true });
  } catch (reason) {
    showFailure(reason);
  }
}

/** @template T @param {Event} event @returns {T} */
const detailOf = (event) => /** @type {CustomEvent<T>} */ (event).detail;

/** The address names the page, so the link to its content must not change it. @param {Event} event */
function skipToContent(event) {
  event.preventDefault();
  main.focus();
}

function listenToPages() {
  const { signal } = life;
  must(document, ".skip", HTMLElement).addEventListener("click", skipToContent, { signal });
  onChange("overview", showBanners, signal);
  document.addEventListener("refill-top-up", (event) => void topUp(detailOf(event)), { signal });
  document.addEventListener("refill-dismiss", (event) => void dismiss(detailOf(event)), { signal });
  document.addEventListener("refill-error", (event) => showFailure(detailOf(event)), { signal });
  document.addEventListener("refill-buying-error", (event) => showNotBought(detailOf(event)), { signal });
  document.addEventListener("refill-title", (event) => setTitle(detailOf(event)), { signal });
  document.addEventListener("refill-started", (event) => void restart(detailOf(event)), { signal });
}

async function listenToRust() {
  const reloadSoon = atRest(() => reloadOverview().catch(showFailure), REST_MS);
  await subscribe("changed", () => void reloadSoon());
  // A card says whether credits are awaited.
  await subscribe("payments", () => void reloadSoon());
  await subscribe("refresh_progress", (progress) => {
    setProgress(progress.done < progress.total ? progress : null);
    if (progress.done < progress.total) return;
    announce(t("overview-refreshed", { failed: progress.failed }));
    void reloadOverview().catch(showFailure);
  });
  await subscribe("navigate", ({ to }) => navigate(to));
}

/** A low account is said on every page: the overview has its own place for it, the others have it above them. */
function showBanners() {
  const place = must(document, "#banners", HTMLElement);
  const route = parseRoute(location.hash);
  // An account's own page says it anyway.
  const about = "account" in route && route.page === "account" ? route.account : null;
  const others = (getOverview()?.banners ?? []).filter((banner) => banner.account !== about);
  const shown = route.page === "overview" ? [] : others.slice(0, 1);
  place.hidden = shown.length === 0;
  if (place.dataset.shown === JSON.stringify(shown)) return;
  place.dataset.shown = JSON.stringify(shown);
  place.replaceChildren(...shown.map((banner) => h("low-banner", { ".banner": banner })));
}

/** @param {string} words */
function announce(words) {
  must(document, "#announcer", HTMLElement).textContent = words;
}

/** @param {Startup} startup */
function showFrame(startup) {
  document.body.classList.add("ready");
  must(document, "#demo", HTMLElement).hidden = !startup.demo;
  const notice = must(document, "#set-aside", HTMLElement);
  notice.hidden = !startup.setAside;
  if (!startup.setAside) return;
  const close = button(t("action-dismiss"), { kind: "plain", testid: "set-aside-dismiss" });
  close.addEventListener("click", () => { notice.hidden = true; }, { signal: life.signal });
  notice.replaceChildren(h("div", { class: "note warning", "data-testid": "set-aside" }, icon("warn", "icon note-icon"),
    h("div", { class: "note-body" },
      h("p", { class: "note-title" }, t("set-aside-title")),
      h("p", null, t("set-aside-text", { path: isolate(startup.setAside) }))),
    close));
}

/** @param {import("./bindings/ipc.d.ts").IpcError} error @param {string} [dataFolder] */
async function showBlocked(error, dataFolder = "") {
  await import("./pages/blocked-page.js");
  turn += 1;
  main.replaceChildren(h("blocked-page", { ".error": error, ".dataFolder": dataFolder }));
  document.title = t("app-name");
  document.body.classList.add("ready", "is-blocked");
}

let isRouted = false;

/** @param {Startup} startup @param {() => Promise<Overview>} overview */
async function open(startup, overview) {
  setStartup(startup);
  useUnits(startup.units);
  if (startup.blocked) return showBlocked(startup.blocked, startup.dataFolder);
  document.body.classList.remove("is-blocked");
  main.replaceChildren();
  showFrame(startup);
  if (!isRouted) onRoute((route) => void show(route).catch(showFailure), life.signal);
  isRouted = true;
  await Promise.all([show(parseRoute(location.hash)), overview().then(setOverview)]);
}

/** @param {Startup} startup the answer to a new try */
async function restart(startup) {
  try {
    await open(startup, () => call("overview"));
  } catch (reason) {
    await showBlocked(toIpcError(reason));
  }
}

/** What can wait until there is something to see. */
async function settle() {
  await listenToRust();
  // What changed before somebody listened.
  if (getOverview()) await reloadOverview();
  await Promise.all([fetchSheets(), ...Object.values(PAGES).map(({ load }) => load())]);
}

async function start() {
  startZoom(life.signal);
  const words = loadWords({ pseudo: new URLSearchParams(location.search).has("pseudo") });
  try {
    const [startup] = await Promise.all([first.startup, words]);
    translatePage(document);
    document.body.append(h("toast-stack"));
    listenToPages();
    for (const slot of document.querySelectorAll("[data-icon]")) slot.replaceChildren(icon(slot.getAttribute("data-icon") ?? ""));
    await open(startup, () => first.overview);
  } catch (reason) {
    // A start that fails at once is explained in words all the same; without any, the codes have to do.
    await words.catch(() => {});
    await showBlocked(toIpcError(reason));
  } finally {
    void showWindow();
  }
  await settle().catch(showFailure);
}

void start();
