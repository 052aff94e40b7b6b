import "../elements/error-note-element.js";
import "../elements/vault-notice-element.js";
import { RefillElement } from "../elements/base.js";
import { ErrorNote } from "../elements/error-note-element.js";
import { showToast } from "../elements/toast-stack-element.js";
import { fill, h, must } from "../dom.js";
import { icon } from "../icons.js";
import { call, toIpcError } from "../ipc.js";
import { t } from "../locale.js";
import { getOverview, getStartup, onChange, reloadOverview } from "../state.js";
import { isolate } from "../text.js";
import { button, field, iconButton } from "../views.js";
import { changeTextSize, textSize } from "../zoom.js";

/** @typedef {import("../bindings/ipc.d.ts").Settings} Settings */

const SAID_MS = 10_000;
const MINUTES = [1, 5, 10, 15, 30, 60, 120];

/** @param {number} minutes */
function every(minutes) {
  return minutes % 60 === 0 ? t("settings-hours", { n: minutes / 60 }) : t("settings-minutes", { n: minutes });
}

/**
 * @param {string} title
 * @param {...import("../dom.js").Child} content
 */
function panel(title, ...content) {
  return h("section", { class: "panel settings-panel" }, h("h2", null, title), ...content);
}

/**
 * @param {string} title
 * @param {Node | string | null} hint
 * @param {...Node} controls
 */
function row(title, hint, ...controls) {
  return h("div", { class: "manage-row" }, h("div", null, h("h3", null, title), hint && h("p", { class: "hint" }, hint)), ...controls);
}

/** The few things that can be set. Each is saved as it is changed. */
export class SettingsPageElement extends RefillElement {
  /** @type {Settings | null} */
  #settings = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #unsay;

  /** @override */
  actions = {
    "test-notification": () => this.#test(),
    "copy-diagnostics": (/** @type {HTMLElement} */ control) => this.#copyDiagnostics(control),
    "open-folder": () => this.#attempt(() => call("open_data_folder")),
    "zoom-out": () => changeTextSize(-1),
    "zoom-in": () => changeTextSize(1),
    "zoom-reset": () => changeTextSize(0),
  };

  /** @override */
  connected() {
    this.append(
      h("div", { class: "said-place" }, h("p", { class: "said", role: "status", "data-testid": "settings-said" })),
      h("header", { class: "page-head" }, h("div", { class: "page-title" }, h("h1", { tabindex: "-1" }, t("settings-title")))),
      h("error-note"),
      h("div", { class: "settings-body" }, h("p", { class: "muted", role: "status" }, t("settings-loading"))));
    const { signal } = this;
    this.addEventListener("change", () => void this.#save(), { signal });
    this.addEventListener("refill-vault", () => void reloadOverview(), { signal });
    addEventListener("refill-zoom", () => this.#showZoom(), { signal });
    onChange("overview", () => this.#showVault(), signal);
    void this.#attempt(async () => {
      this.#settings = await call("settings");
      this.#draw(this.#settings);
    });
  }

  /** @param {Settings} settings */
  #draw(settings) {
    const { version, dataFolder } = getStartup();
    const known = MINUTES.includes(settings.refreshMinutes) ? MINUTES : [...MINUTES, settings.refreshMinutes].sort((a, b) => a - b);
    const refresh = h("select", { id: "refresh-minutes", name: "refresh", "data-testid": "refresh-minutes", ".value": String(settings.refreshMinutes) },
      ...known.map((n) => h("option", { value: String(n) }, every(n))));
    fill(must(this, ".settings-body", HTMLElement),
      panel(t("settings-watching"),
        field(t("settings-refresh"), refresh, h("p", { class: "hint" }, t("settings-refresh-hint")))),
      panel(t("settings-notifications"),
        h("label", { class: "switch" },
          h("span", null, h("span", { class: "switch-title" }, t("settings-hide")), h("span", { class: "hint" }, t("settings-hide-hint"))),
          h("input", { type: "checkbox", role: "switch", name: "hide", "data-testid": "hide-amounts", ".checked": settings.hideAmounts })),
        row(t("settings-test"), t("settings-test-hint"),
          button(t("settings-test-send"), { action: "test-notification", icon: "bell", testid: "test-notification" }))),
      panel(t("settings-keys"), h("div", { class: "keychain-state", "data-testid": "keychain-state" }), h("vault-notice")),
      panel(t("settings-look"), row(t("settings-zoom"), t("settings-zoom-hint"), this.#zoomControls()), h("p", { class: "hint" }, t("settings-theme-hint"))),
      panel(t("settings-data"), row(t("settings-folder"), h("bdi", { class: "path", "data-testid": "data-folder" }, isolate(dataFolder)),
        button(t("settings-folder-open"), { action: "open-folder", icon: "folder", testid: "open-data-folder" }))),
      panel(t("settings-support"), ...this.#support()),
      panel(t("settings-about"), h("p", null, t("settings-about-text")),
        h("p", { class: "hint", "data-testid": "version" }, `${t("settings-version")} ${isolate(version)}`)));
    this.#showZoom();
    this.#showVault();
  }

  /** What is in the text and what never is, before it is copied. */
  #support() {
    return [
      row(t("settings-diagnostics"), t("settings-diagnostics-text"),
        button(t("settings-diagnostics-copy"), { action: "copy-diagnostics", icon: "copy", testid: "copy-diagnostics" })),
      h("div", null,
        h("p", { class: "hint" }, h("strong", null, t("settings-diagnostics-in")), " ", t("settings-diagnostics-in-text")),
        h("p", { class: "hint" }, h("strong", null, t("settings-diagnostics-out")), " ", t("settings-diagnostics-out-text")),
        h("error-note", { class: "diagnostics-note" })),
    ];
  }

  #zoomControls() {
    return h("div", { class: "zoom", role: "group", "aria-label": t("settings-zoom") },
      iconButton(t("settings-zoom-smaller"), { action: "zoom-out", icon: "other", testid: "zoom-out" }),
      h("output", { class: "zoom-now", "data-testid": "zoom-now" }),
      iconButton(t("settings-zoom-larger"), { action: "zoom-in", icon: "plus", testid: "zoom-in" }),
      button(t("settings-zoom-reset"), { action: "zoom-reset", kind: "plain", testid: "zoom-reset" }));
  }

  #showZoom() {
    const now = this.querySelector(".zoom-now");
    if (now) now.textContent = t("settings-percent", { percent: textSize() });
  }

  #showVault() {
    const vault = getOverview()?.vault ?? { state: "checking" };
    const state = this.querySelector(".keychain-state");
    const notice = this.querySelector("vault-notice");
    if (!state || !notice) return;
    Reflect.set(notice, "vault", vault);
    if (vault.state === "ready") fill(state, icon("shield"), h("p", null, t("settings-keychain-ready")));
    else if (vault.state === "checking") fill(state, h("span", { class: "spinner" }), h("p", null, t("vault-checking")));
    else if (vault.state === "session_only") {
      fill(state, icon("clock"), h("div", null, h("p", null, t("vault-session-title")), h("p", { class: "hint" }, t("vault-session-text"))));
    } else fill(state);
  }

  async #save() {
    await this.#attempt(async () => {
      const refresh = must(this, "select[name=refresh]", HTMLSelectElement);
      const hide = must(this, "input[name=hide]", HTMLInputElement);
      const wanted = MINUTES.concat(this.#settings?.refreshMinutes ?? []).find((n) => String(n) === refresh.value);
      this.#settings = await call("save_settings", {
        settings: { refreshMinutes: wanted ?? 5, hideAmounts: hide.checked },
      });
      this.#say(t("settings-saved"));
    });
  }

  async #test() {
    await this.#attempt(async () => {
      await call("test_notification");
      this.#say(t("settings-test-sent"));
    });
  }

  /** @param {HTMLElement} control */
  async #copyDiagnostics(control) {
    const note = must(this, ".diagnostics-note", ErrorNote);
    note.error = null;
    control.setAttribute("aria-disabled", "true");
    try {
      await call("copy_diagnostics");
      showToast({ text: t("settings-diagnostics-copied") });
    } catch (reason) {
      note.error = toIpcError(reason);
    } finally {
      control.removeAttribute("aria-disabled");
    }
  }

  /** @param {string} words */
  #say(words) {
    const said = must(this, ".said", HTMLElement);
    said.textContent = words;
    clearTimeout(this.#unsay);
    // It lies above what is scrolled below it: not for longer than it takes to read.
    if (words) this.#unsay = setTimeout(() => { said.textContent = ""; }, SAID_MS);
  }

  /** @param {() => Promise<unknown>} act */
  async #attempt(act) {
    const note = this.querySelector(":scope > error-note");
    if (note) Reflect.set(note, "error", null);
    this.#say("");
    try {
      await act();
    } catch (reason) {
      if (note) Reflect.set(note, "error", toIpcError(reason));
    }
  }
}

customElements.define("settings-page", SettingsPageElement);
