import "./divisor-choice-element.js";
import "./error-note-element.js";
import "./holder-row-element.js";
import { h, must, uniqueId } from "../dom.js";
import { call, toIpcError } from "../ipc.js";
import { keyKindsFold } from "../key-kinds.js";
import { t } from "../locale.js";
import { editableText, moneyText, parseAmount } from "../money.js";
import { navigate } from "../router.js";
import { openSheet } from "../sheets.js";
import { isHidden } from "../standing.js";
import { providerOf, reloadOverview } from "../state.js";
import { isolate, plain } from "../text.js";
import { button, field } from "../views.js";
import { amountField } from "./amount-field.js";
import { RefillElement } from "./base.js";
import { ErrorNote } from "./error-note-element.js";
import { showToast } from "./toast-stack-element.js";

/** @typedef {import("../bindings/ipc.d.ts").AccountPage} Page */
/** @typedef {import("../bindings/ipc.d.ts").AccountCard} AccountCard */

const KEY_WORDS = /** @type {const} */ ({
  keychain: "manage-key-keychain", session: "manage-key-session", missing: "manage-key-missing",
});

/** Name, alert amount, key, and the way out. Drawn once per account, so that a refresh never takes what is being typed. */
export class AccountManage extends RefillElement {
  /** @type {Page | null} */
  #page = null;

  /** @override */
  actions = {
    "alert-suggest": () => this.#suggest(),
    "replace-key": () => openSheet("replace-key-dialog", { ".card": this.#page?.card ?? null }),
    "remove-account": () => this.#remove(),
  };

  /** @param {Page} page */
  set page(page) {
    // Whether there is an amount to set an alert for is all that may change under a form.
    const same = this.#page && isHidden(this.#page.card) === isHidden(page.card);
    this.#page = page;
    if (same) this.#refreshWords();
    else this.redraw();
  }

  /** @override */
  connected() {
    this.draw();
  }

  /** @override */
  draw() {
    const page = this.#page;
    if (!page) return;
    const unit = page.card.reading?.balance.unit ?? page.card.threshold?.unit ?? providerOf(page.card.provider).unit;
    this.replaceChildren(
      h("h2", null, t("manage-title")),
      isHidden(page.card) ? h("p", { class: "hint", "data-testid": "alert-hidden" }, t("manage-alert-hidden")) : this.#alertForm(page, unit),
      this.#nameForm(page.card),
      h("divisor-choice"),
      h("div", { class: "manage-row" },
        h("div", null, h("h3", null, t("manage-key")), h("p", { class: "hint key-words" })),
        button(t("manage-key-replace"), { action: "replace-key", icon: "key", testid: "replace-key" }),
        isHidden(page.card) ? null : keyKindsFold(providerOf(page.card.provider))),
      ...(providerOf(page.card.provider).holder ? [h("holder-row")] : []),
      h("div", { class: "manage-row" },
        h("div", null, h("h3", null, t("manage-remove-plain")), h("p", { class: "hint" }, t("manage-remove-hint"))),
        button(t("manage-remove"), { action: "remove-account", icon: "trash", kind: "danger", testid: "remove-account", label: t("manage-remove-plain") })),
      h("error-note"));
    this.#refreshWords();
  }

  /** @param {AccountCard} card */
  #nameForm(card) {
    const input = h("input", {
      id: uniqueId("name"), name: "name", type: "text", maxlength: "60", autocomplete: "off",
      "data-testid": "rename-input", value: plain(card.name),
    });
    const form = h("form", { class: "manage-form", novalidate: true }, field(t("manage-name"), input),
      button(t("action-save"), { submit: true, testid: "rename-save", label: t("manage-name-save") }));
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#rename(input.value); }, { signal: this.signal });
    return form;
  }

  /** @param {Page} page @param {string} unit */
  #alertForm({ card, suggestedThreshold }, unit) {
    const control = amountField(unit, { label: t("manage-alert"), hint: t("manage-alert-hint"), testid: "alert-input" });
    if (card.threshold) must(control, "input", HTMLInputElement).value = editableText(card.threshold);
    const form = h("form", { class: "manage-form", novalidate: true }, control,
      button(t("action-save"), { submit: true, testid: "alert-save", label: t("manage-alert-save") }),
      suggestedThreshold && h("p", { class: "suggest" },
        button(t("manage-alert-suggest", { amount: moneyText(suggestedThreshold) }), { action: "alert-suggest", kind: "plain", testid: "alert-suggest" }),
        h("span", { class: "hint" }, t("manage-alert-suggest-why"))));
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#setAlert(); }, { signal: this.signal });
    return form;
  }

  #refreshWords() {
    const words = this.querySelector(".key-words");
    if (words && this.#page) words.textContent = t(KEY_WORDS[this.#page.card.keyState]);
    for (const part of this.querySelectorAll("divisor-choice, holder-row")) {
      if (this.#page) Reflect.set(part, "card", this.#page.card);
    }
  }

  #suggest() {
    const input = must(this, "[data-testid=alert-input]", HTMLInputElement);
    if (this.#page?.suggestedThreshold) input.value = editableText(this.#page.suggestedThreshold);
    input.focus();
  }

  /** @param {string} name */
  async #rename(name) {
    await this.#change(async (account) => {
      const card = await call("rename_account", { account, name: name.trim() });
      showToast({ text: t("manage-name-set", { name: isolate(card.name) }) });
    });
  }

  async #setAlert() {
    const typed = must(this, "[data-testid=alert-input]", HTMLInputElement).value.trim();
    const threshold = typed ? parseAmount(typed) : null;
    await this.#change(async (account) => {
      if (typed && threshold === null) throw { code: "threshold_invalid", message: "", details: {} };
      const card = await call("set_threshold", { account, threshold });
      showToast({ text: card.threshold ? t("manage-alert-set", { amount: moneyText(card.threshold) }) : t("manage-alert-off") });
    });
  }

  async #remove() {
    await this.#change(async (account) => {
      const name = isolate(this.#page?.card.name);
      // The page must not say "gone" in the moment before it is left.
      this.tell("refill-leaving");
      const { undoToken, undoSeconds } = await call("remove_account", { account });
      navigate("overview");
      showToast({
        text: t("removed-toast", { account: name }), seconds: undoSeconds,
        actionLabel: t("action-undo"), action: () => undo(undoToken, account),
      });
    });
  }

  /** @param {(account: string) => Promise<void>} act */
  async #change(act) {
    if (!this.#page) return;
    const note = must(this, ":scope > error-note", ErrorNote);
    note.error = null;
    try {
      await act(this.#page.card.id);
      await reloadOverview();
    } catch (reason) {
      note.error = toIpcError(reason);
    }
  }
}

/** @param {string} undoToken @param {string} account */
async function undo(undoToken, account) {
  try {
    const card = await call("undo_remove", { undoToken });
    await reloadOverview();
    showToast({ text: t("toast-undone", { account: isolate(card.name) }) });
    const link = document.querySelector(`[data-account="${CSS.escape(account)}"] a`);
    if (link instanceof HTMLElement) link.focus();
  } catch (reason) {
    document.body.dispatchEvent(new CustomEvent("refill-error", { detail: reason, bubbles: true }));
  }
}

customElements.define("account-manage", AccountManage);
