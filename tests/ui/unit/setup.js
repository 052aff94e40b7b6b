// Words and a document for units that need them; the real files, read from disk.
import { readFile } from "node:fs/promises";
import { Window } from "happy-dom";

export const UI = new URL("../../../ui/", import.meta.url);

/** @param {string} file */
export const readWords = (file) => readFile(new URL(`locales/en/${file}.ftl`, UI), "utf8");

/** @param {string | undefined} language */
export function useLanguage(language) {
  Object.defineProperty(globalThis, "navigator", {
    configurable: true, value: language === undefined ? undefined : { language, languages: [language] },
  });
}

const NAMES = ["document", "HTMLElement", "HTMLInputElement", "HTMLSelectElement", "HTMLButtonElement", "HTMLFormElement", "HTMLDialogElement",
  "Element", "Node", "customElements", "CustomEvent", "Event", "EventTarget", "CSS", "localStorage"];

/** A fresh document in the globals, as a module of the window finds it. */
export function useDocument() {
  const window = new Window({ url: "http://localhost/" });
  for (const name of NAMES) Reflect.set(globalThis, name, Reflect.get(window, name));
  Reflect.set(globalThis, "window", window);
  return window;
}
