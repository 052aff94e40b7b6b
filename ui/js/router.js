/**
 * @typedef {{ page: "overview" | "wallet" | "settings" } | { page: "account", account: string } | { page: "holder", account: string }
 *   | { page: "history", account: string | null } | { page: "payments", payment: string | null }} Route
 */

/**
 * Routes are the words of the `navigate` event: "overview", "account/<id>", "history", "payments",
 * "payments/<id>", "wallet", "settings".
 * @param {string} text with or without the leading "#/"
 * @returns {Route}
 */
export function parseRoute(text) {
  const [page, id, part] = text.replace(/^#?\/?/u, "").split("/");
  // "account/<id>/holder" is what only the account's holder sees; only links inside the window use it.
  if (page === "account" && id && part === "holder") return { page: part, account: decode(id) };
  if (page === "account" && id) return { page, account: decode(id) };
  // "history/<id>" is the history of one account; only links inside the window use it.
  if (page === "history") return { page, account: id ? decode(id) : null };
  if (page === "payments") return { page, payment: id ? decode(id) : null };
  if (page === "wallet" || page === "settings") return { page };
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
  if (route.page === "holder") return `#/account/${encodeURIComponent(route.account)}/holder`;
  const id = "account" in route ? route.account : "payment" in route ? route.payment : null;
  return id === null ? `#/${route.page}` : `#/${route.page}/${encodeURIComponent(id)}`;
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
