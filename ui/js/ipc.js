import { invoke } from "../vendor/tauri/core.js";
import { listen } from "../vendor/tauri/event.js";
import { isErrorCode } from "./errors.js";

/** @typedef {import("./bindings/ipc.d.ts").Commands} Commands */
/** @typedef {import("./bindings/ipc.d.ts").Events} Events */
/** @typedef {import("./bindings/ipc.d.ts").IpcError} IpcError */

/**
 * The only door to the backend. Every failure that leaves here is an `IpcError`.
 * @template {keyof Commands} K
 * @param {K} name
 * @param {Commands[K]["args"] extends null ? [] : [args: Commands[K]["args"]]} rest
 * @returns {Promise<Commands[K]["result"]>}
 */
export async function call(name, ...rest) {
  try {
    return await (rest.length === 0 ? invoke(name) : invoke(name, { args: rest[0] }));
  } catch (reason) {
    throw toIpcError(reason);
  }
}

/**
 * @template {keyof Events} K
 * @param {K} name
 * @param {(payload: Events[K]) => void} handle
 * @returns {Promise<() => void>} ends the subscription
 */
export function subscribe(name, handle) {
  return listen(name, (event) => handle(/** @type {Events[K]} */ (event.payload)));
}

/**
 * @param {unknown} reason
 * @returns {IpcError}
 */
export function toIpcError(reason) {
  if (typeof reason === "object" && reason !== null && "code" in reason && isErrorCode(reason.code)) {
    const { message, details } = /** @type {Partial<IpcError>} */ (reason);
    return { code: reason.code, message: message ?? "", details: details ?? {} };
  }
  return { code: "internal", message: reason instanceof Error ? reason.message : String(reason), details: {} };
}
