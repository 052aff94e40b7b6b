import "./error-note-element.js";
import { fill, h, must } from "../dom.js";
import { DEED_WORDS } from "../errors.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { button } from "../views.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */
/** @typedef {import("../dom.js").Child} Child */

/** What a section is called by, and the words that every one has. @typedef {{ title: string, hint?: string }} SectionWords */

/**
 * One part of what an account holder has at the provider: read when it is shown, and changed by its own controls.
 * Tells `refill-signed-out` when nobody is signed in any more.
 * @template T
 */
export class HolderSection extends RefillElement {
  /** @type {AccountCard | null} */
  card = null;
  /** Lists further down have their headings a level deeper. @type {"h2" | "h3"} */
  level = "h2";
  /** @type {T | null} what was read */
  data = null;

  /** @override @type {import("./base.js").Actions} */
  actions = { "section-retry": () => this.load() };

  /** @returns {SectionWords} */
  get words() { return { title: "" }; }

  /** @override */
  connected() {
    if (this.hasChildNodes()) return;
    const { title, hint } = this.words;
    fill(this,
      h("div", { class: "section-head" }, h(this.level, { tabindex: "-1" }, title), hint && h("p", { class: "hint" }, hint)),
      h("div", { class: "section-body" }),
      h("error-note", { class: "section-note" }),
      h("div", { class: "section-more" }));
    void this.load();
  }

  get #body() { return must(this, ".section-body", HTMLElement); }
  get note() { return must(this, ".section-note", ErrorNote); }

  /** @returns {Promise<T>} */
  async read() { throw new Error("not read"); }

  /** @param {T} _data @returns {Child[]} */
  content(_data) { return []; }

  /** What stands below the data and stays while it changes. @returns {Child[]} */
  more() { return []; }

  async load() {
    const had = this.#body.contains(document.activeElement);
    fill(this.#body, h("div", { class: "section-bones", role: "status", "data-testid": "skeleton" },
      h("span", { class: "visually-hidden" }, t("holder-loading")), h("span", { class: "bone foot" }), h("span", { class: "bone gauge" })));
    try {
      const data = await this.read();
      if (!this.isConnected) return;
      this.showData(data);
      const more = must(this, ".section-more", HTMLElement);
      if (!more.hasChildNodes()) fill(more, ...this.more());
      if (had && document.activeElement === document.body) this.focusHead();
    } catch (reason) {
      if (this.isConnected) this.#notRead(reason, had);
    }
  }

  /** @param {T} data as it is now */
  showData(data) {
    this.data = data;
    this.draw();
  }

  /** @override */
  draw() {
    if (this.data !== null) fill(this.#body, ...this.content(this.data));
  }

  /** @param {unknown} reason @param {boolean} had whether what was pressed is gone */
  #notRead(reason, had) {
    const error = toIpcError(reason);
    if (error.code === "not_signed_in") return this.tell("refill-signed-out");
    fill(this.#body, h("error-note", { ".error": error }),
      button(t("action-try-again"), { action: "section-retry", icon: "refresh", testid: "section-retry" }));
    if (had) must(this.#body, "[data-testid=section-retry]", HTMLElement).focus();
  }

  /**
   * Does one thing at a time. Where the person said no in the system's question there is nothing to say.
   * @param {HTMLElement | null} control
   * @param {(account: string) => Promise<string>} act answers with what was done
   * @param {{ makes?: boolean }} [options] something new, which may be there though the answer was lost
   * @returns {Promise<boolean>} whether it was done
   */
  async change(control, act, { makes = false } = {}) {
    if (!this.card || this.getAttribute("aria-busy") === "true") return false;
    this.note.error = null;
    this.note.deed = makes ? "making" : null;
    this.setAttribute("aria-busy", "true");
    control?.setAttribute("aria-disabled", "true");
    try {
      showToast({ text: await act(this.card.id) });
      return true;
    } catch (reason) {
      const error = toIpcError(reason);
      if (error.code === "not_signed_in") this.tell("refill-signed-out");
      else if (error.code !== "not_confirmed") this.note.error = error;
      if (makes && error.code in DEED_WORDS.making.words) void this.load();
      return false;
    } finally {
      this.removeAttribute("aria-busy");
      control?.removeAttribute("aria-disabled");
    }
  }

  /** The control that was pressed is gone: the reader goes on at the section's beginning. */
  focusHead() {
    must(this, this.level, HTMLElement).focus();
  }
}

/**
 * A list with an empty sentence.
 * @param {readonly Child[]} rows
 * @param {{ label: string, none: string, testid: string }} words
 */
export function itemList(rows, { label, none, testid }) {
  if (rows.length === 0) return h("p", { class: "muted", "data-testid": `${testid}-none` }, none);
  return h("ul", { class: "holder-items", "aria-label": label, "data-testid": testid }, ...rows);
}

/**
 * @param {string} id
 * @param {readonly Child[]} title
 * @param {readonly (string | null | undefined | false)[]} facts
 * @param {...Child} controls
 */
export function item(id, title, facts, ...controls) {
  const said = facts.filter((fact) => typeof fact === "string" && fact !== "").join(" · ");
  return h("li", { class: "holder-item", "data-testid": "holder-item", "data-id": id },
    h("div", { class: "holder-item-words" }, h("p", { class: "holder-item-title" }, ...title), said && h("p", { class: "hint" }, said)),
    h("div", { class: "holder-item-do" }, ...controls));
}

/**
 * A choice of networks that is filled when they are known; without them the provider's own choice stands.
 * @param {HTMLSelectElement} select
 * @param {string} account
 */
export async function fillNetworks(select, account) {
  if (select.options.length > 1) return;
  try {
    const networks = await call("networks", { account });
    if (select.options.length > 1) return;
    select.append(...networks.map(({ name, title, test }) => {
      const shown = isolate(title) || isolate(name);
      return h("option", { value: name }, test ? t("network-test-name", { network: shown }) : shown);
    }));
  } catch {
    // The list is a convenience: what goes wrong with it is said where the networks are shown.
  }
}
