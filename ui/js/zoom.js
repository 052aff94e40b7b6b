/**
 * The window's own text size: the desktop's text scaling does not reach the page.
 * Everything is measured in rem, so the root's font size scales all of it.
 */

const STEPS = [80, 90, 100, 110, 125, 150, 175, 200];
const KEY = "text-size";

/** @returns {number} percent */
export function textSize() {
  const stored = STEPS.find((step) => String(step) === localStorage.getItem(KEY));
  return stored ?? 100;
}

/** @param {number} percent */
function apply(percent) {
  document.documentElement.style.setProperty("font-size", `${percent}%`);
  localStorage.setItem(KEY, String(percent));
  dispatchEvent(new CustomEvent("refill-zoom", { detail: percent }));
}

/** @param {-1 | 0 | 1} step 0 goes back to normal */
export function changeTextSize(step) {
  const at = STEPS.indexOf(textSize());
  apply(step === 0 ? 100 : STEPS[Math.min(STEPS.length - 1, Math.max(0, at + step))] ?? 100);
}

const KEYS = /** @type {Readonly<Record<string, -1 | 0 | 1>>} */ ({ "+": 1, "=": 1, "-": -1, "0": 0 });

/** @param {AbortSignal} signal */
export function startZoom(signal) {
  apply(textSize());
  addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (step === undefined || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    event.preventDefault();
    changeTextSize(step);
  }, { signal });
}
