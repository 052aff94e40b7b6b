/**
 * @typedef {{ page: "overview" | "settings" } | { page: "account", account: string }
 *   | { page: "history", account: string | null }} Route
 */

/**
 * Routes are the words of the `navigate` event: "overview", "account/<id>", "history", "settings".
 * @param {string} text with or without the leading "#/"
 * @returns {Route}
 */
export function parseRoute(text) {
  const [page, id] = text.replace(/^#?\/?/u, "").split("/");
  if (page === "account" && id) return { page, account: decode(id) };
  // "history/<id>" is the history of one account; only links inside the window use it.
  if (page === "history") return { page, account: id ? decode(id) : null };
  if (page === "settings") return { page };
  return { page: "overview" };
}

/** @param {string} id */
function decode(id) {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

/** @param {Route} route */
export function hrefOf(route) {
  const account = "account" in route ? route.account : null;
  return account === null ? `#/${route.page}` : `#/${route.page}/${encodeURIComponent(account)}`;
}

/** @param {string} to as the `navigate` event says it */
export function navigate(to) {
  location.hash = hrefOf(parseRoute(to));
}

/**
 * @param {(route: Route) => void} show called on every change
 * @param {AbortSignal} signal
 */
export function onRoute(show, signal) {
  addEventListener("hashchange", () => show(parseRoute(location.hash)), { signal });
}
