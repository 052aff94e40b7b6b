import "./holder-password-element.js";
import { h, must, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { call } from "../ipc.js";
import { t } from "../locale.js";
import { isolate, plain } from "../text.js";
import { dayText, parseTime } from "../time.js";
import { button, field, outside } from "../views.js";
import { HolderPassword } from "./holder-password-element.js";
import { signOut } from "./holder-row-element.js";
import { HolderSection } from "./holder-section-base.js";

/** @typedef {import("../bindings/ipc.d.ts").Profile} Profile */

/**
 * Who is signed in.
 * @extends {HolderSection<Profile>}
 */
export class HolderProfile extends HolderSection {
  /** @override */
  connected() {
    Object.assign(this.actions, {
      "profile-sign-out": (/** @type {HTMLElement} */ control) => this.#signOut(control),
    });
    super.connected();
  }

  /** @override */
  get words() { return { title: t("profile-title") }; }

  /** @override */
  read() { return call("holder_profile", { account: this.card?.id ?? "" }); }

  /** @override @param {Profile} profile */
  content({ email, name, verified, createdAt }) {
    const since = createdAt ? parseTime(createdAt) : null;
    return [
      h("p", { class: "profile-email", "data-testid": "profile-email" }, email ? outside(email) : t("profile-no-email"), verifiedChip(verified)),
      since && h("p", { class: "hint" }, t("profile-since", { when: dayText(since, new Date()) })),
      this.#nameForm(name),
    ];
  }

  /** @param {string | null} name */
  #nameForm(name) {
    const input = h("input", {
      id: uniqueId("name"), name: "holder-name", type: "text", maxlength: "60", autocomplete: "name", "data-testid": "profile-name",
      value: plain(name),
    });
    const save = button(t("action-save"), { submit: true, testid: "profile-save", label: t("manage-name-save") });
    const form = h("form", { class: "manage-form", novalidate: true }, field(t("profile-name"), input), save);
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#rename(save, input.value.trim()); }, { signal: this.signal });
    return form;
  }

  /** @override */
  more() {
    return [
      h("details", { class: "fold" }, h("summary", { "data-testid": "password-open" }, t("profile-password")), this.#passwordForm()),
      h("div", { class: "manage-row" },
        h("div", null, h("h3", null, t("holder-sign-out")), h("p", { class: "hint" }, t("profile-sign-out-hint"))),
        button(t("holder-sign-out"), { action: "profile-sign-out", testid: "profile-sign-out" })),
    ];
  }

  #passwordForm() {
    const save = button(t("profile-password-save"), { submit: true, testid: "password-save" });
    const form = h("form", { class: "section-form", novalidate: true, "data-testid": "password-form" },
      h("holder-password", { ".label": t("profile-password-present"), ".testid": "password-present" }),
      h("holder-password", { ".label": t("holder-password-new"), ".testid": "password-new", ".kind": "new-password" }),
      h("p", { class: "holder-problem", role: "alert", "data-testid": "password-problem" }),
      h("div", { class: "section-form-do" }, save));
    form.addEventListener("submit", (event) => { event.preventDefault(); void this.#changePassword(form, save); }, { signal: this.signal });
    return form;
  }

  /** @param {HTMLElement} save @param {string} name */
  async #rename(save, name) {
    await this.change(save, async (account) => {
      const profile = await call("holder_rename", { account, name });
      this.showData(profile);
      return t("profile-name-set", { name: isolate(profile.name) || t("profile-name-none") });
    });
  }

  /** @param {HTMLFormElement} form @param {HTMLElement} save */
  async #changePassword(form, save) {
    const fields = [...form.querySelectorAll("holder-password")].filter((one) => one instanceof HolderPassword);
    const empty = fields.find((one) => one.isEmpty);
    const problem = must(form, ".holder-problem", HTMLElement);
    problem.textContent = empty ? t("holder-missing") : "";
    if (empty) return empty.focusInput();
    const [present = "", next = ""] = fields.map((one) => one.take());
    const isDone = await this.change(save, async (account) => {
      await call("holder_change_password", { account, present, new: next });
      return t("profile-password-set");
    });
    if (isDone) must(this, "details.fold", HTMLDetailsElement).open = false;
    const { error } = this.note;
    // Nobody's key was refused: the present password was.
    if (error?.code !== "rejected" && error?.code !== "key_refused") return;
    const said = error.details["said"];
    problem.textContent = said ? t("holder-said", { said: isolate(said) }) : t("profile-password-wrong");
    this.note.error = null;
    fields[0]?.focusInput();
  }

  /** @param {HTMLElement} control */
  async #signOut(control) {
    const { card } = this;
    if (!card) return;
    control.setAttribute("aria-disabled", "true");
    try {
      await signOut(card);
    } catch (reason) {
      control.removeAttribute("aria-disabled");
      this.tell("refill-error", reason);
    }
  }
}

/** @param {boolean | null} verified nothing is said where the provider says nothing */
function verifiedChip(verified) {
  if (verified === null) return null;
  return h("span", { class: verified ? "chip budget" : "chip low", "data-testid": "profile-verified" },
    icon(verified ? "check" : "warn"), t(verified ? "profile-verified" : "profile-unverified"));
}

customElements.define("holder-profile", HolderProfile);
