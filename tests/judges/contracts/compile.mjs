// Compiles the contracts without a network: the compiler is a package.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const NAMES = ["TestUsdc", "BatchedCalls"];

/** @returns {Record<string, { abi: any[], code: `0x${string}` }>} by name: the interface, and the code as it lies on the chain */
export function compileContracts() {
  // The compiler is 9 MB of WebAssembly in one CommonJS file; it is loaded only where it is needed.
  const solc = createRequire(import.meta.url)("solc");
  const settings = {
    optimizer: { enabled: true, runs: 200 },
    evmVersion: "cancun",
    outputSelection: { "*": { "*": ["abi", "evm.deployedBytecode.object"] } },
  };
  const sources = Object.fromEntries(NAMES.map((name) => [file(name), { content: source(name) }]));
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  const faults = output.errors ?? [];
  if (faults.length > 0) throw new Error(faults.map((fault) => fault.formattedMessage).join("\n"));
  const contract = (name) => {
    const { abi, evm } = output.contracts[file(name)][name];
    return [name, { abi, code: `0x${evm.deployedBytecode.object}` }];
  };
  return Object.fromEntries(NAMES.map(contract));
}

function file(name) {
  return `${name}.sol`;
}

function source(name) {
  return readFileSync(new URL(file(name), import.meta.url), "utf8");
}
