// One question, one line of text, and the window may be shown.
const { invoke } = window.__TAURI_INTERNALS__;

document.querySelector('h1').textContent = await invoke('line');
await invoke('show_window');
