import "./holder-password-element.js";
import { h, uniqueId } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { button, field } from "../views.js";

/** The steps of signing in with e-mail and password; what they do is in their element. */

/** @typedef {"sign-in" | "forgot" | "reset" | "register" | "verify"} Step */
/** @typedef {{ provider: string, email: string, isNew: boolean, isDemo: boolean }} About */

/** @type {Readonly<Record<Step, { title: string, submit: string, busy: string, text?: string }>>} */
const WORDS = {
  "sign-in": { title: "holder-sign-in-title", submit: "holder-sign-in", busy: "holder-signing-in" },
  forgot: { title: "holder-forgot-title", submit: "holder-forgot-send", busy: "holder-sending", text: "holder-forgot-text" },
  reset: { title: "holder-reset-title", submit: "holder-reset-go", busy: "holder-signing-in", text: "holder-code-sent" },
  register: { title: "holder-register-title", submit: "holder-register", busy: "holder-registering" },
  verify: { title: "holder-verify-title", submit: "holder-verify-go", busy: "holder-checking-code", text: "holder-code-sent" },
};

/** @param {Step} step @param {boolean} busy */
export function submitWords(step, busy) {
  return t(busy ? WORDS[step].busy : WORDS[step].submit);
}

/** @param {string} email */
function emailField(email) {
  return field(t("holder-email"), h("input", {
    id: uniqueId("email"), name: "holder-email", type: "email", inputmode: "email", autocomplete: "username", autocapitalize: "off",
    spellcheck: "false", required: true, maxlength: "254", "data-testid": "holder-email", ".value": email,
  }));
}

function codeField() {
  return field(t("holder-code"), h("input", {
    id: uniqueId("code"), name: "holder-code", type: "text", autocomplete: "one-time-code", autocapitalize: "off", spellcheck: "false",
    required: true, maxlength: "200", "data-testid": "holder-code",
  }), h("p", { class: "hint" }, t("holder-code-hint")));
}

function nameField() {
  return field(t("holder-name-optional"), h("input", {
    id: uniqueId("name"), name: "holder-name", type: "text", autocomplete: "name", maxlength: "60", "data-testid": "holder-name",
  }));
}

/** @param {"current-password" | "new-password"} kind @param {string} label */
function passwordField(kind, label) {
  return h("holder-password", { ".kind": kind, ".label": t(label) });
}

/** @param {Step} step @param {About} about */
function fields(step, { email }) {
  return {
    "sign-in": () => [emailField(email), passwordField("current-password", "holder-password")],
    forgot: () => [emailField(email)],
    reset: () => [codeField(), passwordField("new-password", "holder-password-new")],
    register: () => [emailField(email), passwordField("new-password", "holder-password-choose"), nameField()],
    verify: () => [codeField()],
  }[step]();
}

/** @param {Step} to @param {string} words */
function stepButton(to, words) {
  return button(t(words), { action: "holder-step", value: to, kind: "plain", testid: `holder-to-${to}` });
}

/** @param {Step} step @param {About} about */
function otherSteps(step, { isNew }) {
  if (step !== "sign-in") return [stepButton("sign-in", step === "register" ? "holder-has-account" : "holder-back-to-sign-in")];
  return [stepButton("forgot", "holder-forgot"), isNew && stepButton("register", "holder-register-new")];
}

/**
 * @param {Step} step
 * @param {About} about
 * @param {string} notice what was just done
 */
export function stepForm(step, about, notice) {
  const title = uniqueId("holder-form");
  const { text } = WORDS[step];
  return h("div", { class: "holder-form", role: "group", "aria-labelledby": title, "data-testid": "holder-form", "data-step": step },
    h("p", { class: "holder-form-title", id: title }, t(WORDS[step].title, { provider: isolate(about.provider) })),
    notice && h("p", { class: "holder-notice", role: "status", "data-testid": "holder-notice" }, icon("check"), h("span", null, notice)),
    text && h("p", { class: "hint" }, t(text, { email: isolate(about.email) })),
    ...fields(step, about),
    about.isDemo && (step === "sign-in" || step === "forgot") && h("p", { class: "hint holder-demo", "data-testid": "holder-demo" },
      icon("flask"), h("span", null, t("holder-demo-hint"))),
    h("p", { class: "holder-problem", role: "alert", "data-testid": "holder-problem" }),
    h("error-note", { ".deed": "entering" }),
    h("div", { class: "holder-form-do" },
      button(submitWords(step, false), { action: "holder-submit", kind: "primary", testid: "holder-submit" }),
      ...otherSteps(step, about)));
}
