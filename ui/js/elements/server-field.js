import { h, uniqueId } from "../dom.js";
import { t } from "../locale.js";
import { isolate } from "../text.js";
import { field } from "../views.js";

/** @typedef {import("../bindings/ipc.d.ts").ProviderView} ProviderView */

/**
 * The server's address, where one has to be entered, or may be: folded away then, with the usual one as its hint.
 * @param {ProviderView} provider
 * @param {{ label: string, hint: string, ownHint: string }} words the last for where it is folded away
 */
export function serverField(provider, { label, hint, ownHint }) {
  const { usualServer, serverHint } = provider;
  if (!usualServer && !serverHint) return null;
  // Not type=url: "api.example.com" without its scheme is welcome.
  const input = h("input", {
    id: uniqueId("server"), name: "server", type: "text", inputmode: "url", autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", "data-testid": "server-input", placeholder: isolate(usualServer ?? serverHint),
  });
  if (!usualServer) return field(label, input, h("p", { class: "hint" }, hint));
  return h("details", { class: "fold own-server" },
    h("summary", { "data-testid": "own-server" }, t("own-server")),
    field(label, input, h("p", { class: "hint" }, ownHint)));
}

/**
 * The server as typed. An unfolded field says that the usual server is not meant, even before an address stands in it.
 * @param {ParentNode} sheet
 * @returns {{ typed: string | null, isMissing: boolean }}
 */
export function serverTyped(sheet) {
  const input = sheet.querySelector("input[name=server]");
  if (!(input instanceof HTMLInputElement)) return { typed: null, isMissing: false };
  const fold = input.closest("details");
  if (fold && !fold.open) return { typed: null, isMissing: false };
  const typed = input.value.trim();
  return { typed: typed || null, isMissing: !typed };
}
