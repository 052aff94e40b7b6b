import "../elements/error-note-element.js";
import { RefillElement } from "../elements/base.js";
import { fill, h } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { button } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").IpcError} IpcError */

/** Why there is nothing to show. Tells `refill-started` when a new try succeeded. */
export class BlockedPage extends RefillElement {
  /** @type {IpcError | null} */
  error = null;
  dataFolder = "";

  /** @override */
  actions = {
    "retry-startup": (/** @type {HTMLElement} */ control) => this.#retry(control),
    "open-folder": () => this.#openFolder(),
  };

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    fill(this, h("section", { class: "blocked", "data-testid": "blocked" },
      h("span", { class: "empty-icon" }, icon("warn")),
      h("h1", { tabindex: "-1" }, t("blocked-title")),
      h("p", { class: "muted" }, t("blocked-keep")),
      h("error-note", { ".error": this.error }),
      this.dataFolder && h("p", { class: "hint path" }, `${t("blocked-folder")}: `, h("bdi", null, isolate(this.dataFolder))),
      h("div", { class: "note-actions" },
        button(t("blocked-open-folder"), { action: "open-folder", icon: "folder", testid: "blocked-open-folder" }),
        button(t("action-try-again"), { action: "retry-startup", icon: "refresh", kind: "primary", testid: "retry-startup" }))));
  }

  /** @param {HTMLElement} control */
  async #retry(control) {
    control.setAttribute("aria-disabled", "true");
    try {
      const startup = await call("retry_startup");
      if (startup.blocked) this.#stillBlocked(startup.blocked);
      else this.tell("refill-started", startup);
    } catch (reason) {
      this.#stillBlocked(toIpcError(reason));
    }
  }

  /** @param {IpcError} error */
  #stillBlocked(error) {
    this.error = error;
    this.draw();
  }

  async #openFolder() {
    try {
      await call("open_data_folder");
    } catch (reason) {
      this.tell("refill-error", reason);
    }
  }
}

customElements.define("blocked-page", BlockedPage);
