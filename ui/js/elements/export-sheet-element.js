import "./error-note-element.js";
import { fill, h, must } from "../dom.js";
import { call, subscribe, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { getOverview } from "../state.js";
import { isIsoDay } from "../time.js";
import { button } from "../views.js";
import { AccountPicker } from "./account-picker-element.js";
import { DialogElement } from "./dialog-base.js";
import { ErrorNote } from "./error-note-element.js";
import { exportDone, exportForm } from "./export-form.js";

/** @typedef {import("../bindings/ipc.d.ts").ExportRange} ExportRange */
/** @typedef {import("../bindings/ipc.d.ts").ExportResult} ExportResult */

/** Last month, all accounts, Save, Open. */
export class ExportSheet extends DialogElement {
  #counted = 0;
  #running = false;

  /** @override */
  actions = {
    "export-cancel": () => this.#do("cancel_export"),
    "export-open": () => this.#do("open_export"),
    "export-show": () => this.#do("show_export"),
  };

  /** @override */
  connected() {
    const form = h("form", { class: "sheet-body", novalidate: true });
    this.show(t("export-title"), "export-sheet", form);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#save(); }, { signal: this.signal });
    for (const change of ["input", "refill-picked"]) form.addEventListener(change, () => void this.#count(), { signal: this.signal });
    void subscribe("export_progress", (progress) => this.#progress(progress)).then((end) => {
      this.signal.addEventListener("abort", end);
    });
    void this.#prepare(form);
  }

  /** @override */
  closing() {
    if (this.#running) void this.#do("cancel_export");
  }

  get #note() { return must(this, "error-note", ErrorNote); }

  /** @param {HTMLFormElement} form */
  async #prepare(form) {
    this.#draw(form, "", "");
    try {
      const preset = await call("export_preset");
      this.#draw(form, preset.from, preset.to);
      this.#showCount(preset.rows);
      must(form, "[data-testid=export-save]", HTMLButtonElement).focus();
    } catch (reason) {
      this.#note.error = toIpcError(reason);
    }
  }

  /** @param {HTMLFormElement} form @param {string} from @param {string} to */
  #draw(form, from, to) {
    fill(form, ...exportForm(getOverview()?.accounts ?? [], from, to));
  }

  /** @returns {ExportRange | null} */
  #range() {
    const from = must(this, "input[name=from]", HTMLInputElement).value;
    const to = must(this, "input[name=to]", HTMLInputElement).value;
    if (!isIsoDay(from) || !isIsoDay(to) || from > to) return null;
    return { from, to, accounts: must(this, "account-picker", AccountPicker).accounts };
  }

  async #count() {
    const range = this.#range();
    this.#note.error = range ? null : { code: "range_invalid", message: "", details: {} };
    if (!range) return;
    this.#counted += 1;
    const mine = this.#counted;
    try {
      const rows = await call("count_export", { range });
      if (mine === this.#counted) this.#showCount(rows);
    } catch (reason) {
      if (mine === this.#counted) this.#note.error = toIpcError(reason);
    }
  }

  /** @param {number} rows */
  #showCount(rows) {
    must(this, ".export-count", HTMLElement).textContent = t("export-count", { rows });
  }

  async #save() {
    const range = this.#range();
    if (!range || this.#running) return;
    this.#running = true;
    this.#note.error = null;
    this.setAttribute("aria-busy", "true");
    try {
      const result = await call("export_csv", { range });
      if (result.saved && this.isConnected) this.#saved(result);
    } catch (reason) {
      if (this.isConnected) this.#note.error = toIpcError(reason);
    } finally {
      this.#running = false;
      this.removeAttribute("aria-busy");
      this.querySelector(".export-progress")?.replaceChildren();
    }
  }

  /** @param {{ done: number, total: number }} progress */
  #progress({ done, total }) {
    const slot = this.querySelector(".export-progress");
    if (!slot || !this.#running) return;
    fill(slot,
      h("label", { for: "export-bar" }, t("export-saving")),
      h("progress", { id: "export-bar", max: total, value: done }),
      h("span", { class: "muted" }, t("export-progress", { done, total })),
      button(t("action-cancel"), { action: "export-cancel", testid: "export-cancel" }));
  }

  /** @param {ExportResult} result */
  #saved(result) {
    const form = must(this, "form", HTMLFormElement);
    fill(form, ...exportDone(result));
    must(form, "[data-testid=export-open]", HTMLButtonElement).focus();
  }

  /** @param {"cancel_export" | "open_export" | "show_export"} command */
  async #do(command) {
    try {
      await call(command);
    } catch (reason) {
      if (this.isConnected) this.#note.error = toIpcError(reason);
    }
  }
}

customElements.define("export-sheet", ExportSheet);
