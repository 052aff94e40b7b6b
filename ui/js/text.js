/**
 * Words from outside (account names, provider texts) made safe to look at.
 * They are only ever set as text; what is left to fear are characters that
 * change how their neighbours are read.
 */

// C0 and C1 controls, zero-width joiners of lines, bidi marks, embeddings, overrides and isolates.
const INVISIBLE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;
const RIGHT_TO_LEFT = /\p{Script=Arabic}|\p{Script=Hebrew}|\p{Script=Syriac}|\p{Script=Thaana}|\p{Script=Nko}/u;

/**
 * @param {string | null | undefined} text
 * @returns {string}
 */
export function plain(text) {
  return (text ?? "").replace(INVISIBLE, " ").replace(/\s+/gu, " ").trim();
}

let marksAll = false;

/** @param {boolean} on in the pseudo-locale: all that is not ours is marked, so that what is unmarked must be Fluent's */
export function markOutside(on) {
  marksAll = on;
}

/**
 * For a name inside a sentence, where `<bdi>` cannot stand (attributes, Fluent arguments).
 * Only right-to-left names get the isolating characters, so that ordinary ones can be searched for.
 * @param {string | null | undefined} text
 * @returns {string}
 */
export function isolate(text) {
  const clean = plain(text);
  return clean && (marksAll || RIGHT_TO_LEFT.test(clean)) ? `\u2068${clean}\u2069` : clean;
}
