const KEY = "balcao.understood";
const MOST_KEPT = 200;

/** The odd news that a person has seen and closed here, so that a restart does not repeat it. */
export class Understood {
  #keys: readonly string[];

  constructor() {
    this.#keys = (localStorage.getItem(KEY) ?? "").split("\n").filter((key) => key !== "");
  }

  has(key: string): boolean {
    return this.#keys.includes(key);
  }

  add(key: string): void {
    if (this.has(key)) return;
    this.#keys = [...this.#keys, key].slice(-MOST_KEPT);
    localStorage.setItem(KEY, this.#keys.join("\n"));
  }
}
