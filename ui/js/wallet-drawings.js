import { h, svg } from "./dom.js";
import { icon } from "./icons.js";
import { t } from "./locale.js";
import { isolate, plain } from "./text.js";
import { addressGroups } from "./wallet-words.js";

/** @typedef {import("./bindings/ipc.d.ts").WalletCode} WalletCode */

/** Modules of light around a code, without which many cameras do not find it. */
const QUIET = 4;

/**
 * One row as runs of dark modules: a path of runs has a tenth of the parts that one of squares would have.
 * @param {string} row "0" and "1"
 * @param {number} y
 */
function runs(row, y) {
  return [...row.matchAll(/1+/gu)].map((run) => `M${run.index + QUIET} ${y + QUIET}h${run[0].length}v1h-${run[0].length}z`).join("");
}

/**
 * A code to scan, dark on light in the dark too: cameras expect it so. Nothing where it is no square.
 * @param {WalletCode} code
 */
export function walletCode({ address, rows }) {
  const size = rows.length;
  if (size === 0 || rows.some((row) => row.length !== size)) return null;
  const side = size + 2 * QUIET;
  return svg("svg", {
    class: "wallet-code", viewBox: `0 0 ${side} ${side}`, role: "img", "shape-rendering": "crispEdges", "data-testid": "wallet-code",
    "aria-label": t("wallet-code-label", { address: isolate(address) }),
  },
  svg("rect", { class: "wallet-code-light", width: side, height: side }),
  svg("path", { class: "wallet-code-dark", d: rows.map(runs).join("") }));
}

/**
 * All of an address, in groups that the eye can compare. The gaps are drawn: what is copied has none.
 * @param {string} address
 * @param {string} [testid]
 */
export function wholeAddress(address, testid) {
  return h("bdi", { class: "wallet-address", dir: "ltr", translate: "no", title: isolate(address), "data-testid": testid, "data-address": plain(address) },
    ...addressGroups(address).map((group) => h("span", null, isolate(group))));
}

/**
 * How USDC gets into a wallet, for those who never had any.
 * @param {string} network
 * @param {boolean} isOpen
 */
export function walletGuide(network, isOpen) {
  const name = isolate(network);
  const step = (/** @type {string} */ id) => h("li", null, h("strong", null, t(id)), " ", t(`${id}.text`, { network: name }));
  const warning = (/** @type {string} */ id, /** @type {string} */ mark) => h("li", null, icon(mark), h("span", null, t(id, { network: name })));
  return h("details", { class: "fold panel wallet-fold wallet-guide", open: isOpen, "data-testid": "wallet-guide" },
    h("summary", { "data-testid": "wallet-guide-open" }, h("h2", null, t("wallet-guide-title", { network: name }))),
    h("div", { class: "wallet-fold-body" },
      h("ol", { class: "wallet-steps" }, step("wallet-guide-buy"), step("wallet-guide-send"), step("wallet-guide-wait")),
      h("p", { class: "hint" }, t("wallet-guide-other", { network: name })),
      h("ul", { class: "wallet-warnings" },
        warning("wallet-guide-network", "warn"), warning("wallet-guide-bridged", "warn"),
        warning("wallet-guide-fee", "check"), warning("wallet-guide-little", "shield"))));
}
