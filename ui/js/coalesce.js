/**
 * Two hundred accounts may change at once. Whoever asks while an answer is under way shares one
 * more run that starts after it: never two at a time, and never an answer from before the question.
 * @param {() => Promise<void>} act
 * @returns {() => Promise<void>}
 */
export function oneAtATime(act) {
  /** @type {Promise<void> | null} */
  let running = null;
  /** @type {Promise<void> | null} */
  let next = null;
  /** @returns {Promise<void>} */
  function ask() {
    if (next) return next;
    if (!running) {
      running = act().finally(() => { running = null; });
      return running;
    }
    next = running.catch(() => {}).then(() => { next = null; return ask(); });
    return next;
  }
  return ask;
}

/**
 * The same for events that nobody waits for: the first is answered at once, those that follow
 * together after a rest, so that a storm of them leaves the window free for the person.
 * @param {() => Promise<void>} act
 * @param {number} restMs
 */
export function atRest(act, restMs) {
  return oneAtATime(async () => {
    await act();
    await new Promise((done) => { setTimeout(done, restMs); });
  });
}
