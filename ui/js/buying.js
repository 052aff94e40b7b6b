/** What the ways to buy share: only one of them is asked at a time, and what went wrong is said where the person is. */

/** @param {Element} way @returns {boolean} whether another way of the same sheet is being asked */
export function isBuyingElsewhere(way) {
  const slot = way.closest(".top-up-slot");
  if (!slot) return false;
  return slot.hasAttribute("aria-busy") || [...slot.querySelectorAll("[aria-busy]")].some((el) => el !== way && !way.contains(el));
}

/** Who closed the sheet, or went on in it, still wants to know that nothing was bought. @param {string} account @param {unknown} reason */
export function tellNotBought(account, reason) {
  document.dispatchEvent(new CustomEvent("refill-buying-error", { detail: { account, reason } }));
}
