import { tick } from "svelte";
import type {
  ConnectedView,
  Offer,
  SetupDraft,
  SetupStepName,
  ShopDetails,
  TillKind,
  VaultView,
} from "../../backend/contract";
import { isUnanswered, refused, type Refused } from "../../backend/refused";
import { desk } from "../../shell/desk.svelte";
import { till } from "../../shell/till.svelte";
import { isOfKeyring, isUndecided } from "../vault/create";
import { isLocked } from "../vault/unlock";
import {
  bare,
  CNPJ,
  CONNECT_PAGES,
  documentMistake,
  draftOf,
  firstOf,
  firstPage,
  isSame,
  missingFields,
  openValues,
  PAGES,
  valuesOf,
  usualEnvironment,
  type Page,
  type Values,
} from "./setup";
import { trial } from "./trial.svelte";

const NOTHING: ShopDetails = {
  name: "",
  document: "",
  city: "",
  till_name: "",
  till_number: "",
  institution: "",
};
const KEYS = Object.keys(NOTHING) as (keyof ShopDetails)[];

/**
 * Setting a shop up, page by page. What is typed stays until it ends, also by way of "back"; what is no secret is
 * kept by the till, so that it is there in another process.
 */
class FirstRun {
  page = $state<Page>("choose");
  offers = $state.raw<readonly Offer[]>([]);
  provider = $state<string | null>(null);
  environment = $state("");
  values = $state<Record<string, string>>({});
  connected = $state.raw<ConnectedView | null>(null);
  busy = $state(false);
  refusal = $state.raw<Refused | null>(null);
  /** The fields that somebody has left: only of these it is said what is wrong. */
  left = $state.raw<readonly string[]>([]);
  /** What is typed about the shop and this till. */
  shop = $state<ShopDetails>({ ...NOTHING });
  /** Of that, what the till says cannot be right. */
  wrongOfShop = $state.raw<readonly (keyof ShopDetails)[]>([]);
  /** What the till says cannot be right. */
  wrong = $state.raw<readonly string[]>([]);
  /** What was typed of the account whose credentials are in the vault, but for its secrets. */
  kept = $state.raw<{ provider: string; environment: string; values: Values } | null>(null);
  /** What is secret was typed before, and is not here any more: a draft has none. */
  lacksSecrets = $state(false);
  /** One account is connected, and nothing else is set up. */
  isAccountOnly = $state(false);
  /** The credentials are new ones of the account that is connected. */
  isSameAccount = $state(false);
  /** Why nothing can be kept before somebody chooses a file in the keyring's place, or opens the one that was chosen. */
  vaultFailure = $state.raw<Refused | null>(null);
  #skipped: readonly SetupStepName[] = [];
  /** Where it goes on behind the vault's page. */
  #behindVault: Page = "choose";
  /** From where somebody came to it, if not through the door. */
  #beforeVault: Page | undefined;

  readonly offer = $derived(this.offers.find(({ id }) => id === this.provider));
  readonly pages: readonly Page[] = $derived([
    ...(this.vaultFailure === null ? [] : (["vault"] as const)),
    ...(this.isAccountOnly ? CONNECT_PAGES : PAGES),
  ]);
  /** Nothing else is typed than what is connected already: it goes on without typing it again. */
  readonly isKept: boolean = $derived(
    this.offer !== undefined &&
      this.kept?.provider === this.offer.id &&
      this.kept.environment === this.environment.trim() &&
      isSame(valuesOf(this.offer, this.values), valuesOf(this.offer, this.kept.values)),
  );
  readonly missing: readonly string[] = $derived(
    this.offer === undefined || this.isKept
      ? []
      : missingFields(this.offer, this.environment, this.values),
  );

  /** The account of which it is told what it may do, and which is tried; null: the default. */
  get account(): string | null {
    return this.connected?.provider ?? null;
  }

  /** Opens the till behind one of the two doors. */
  async choose(kind: TillKind, leaveOpen = false): Promise<void> {
    await this.#during(async () => {
      await till.open(kind, leaveOpen);
      if (kind === "shop" && till.view !== null) await this.#begin(false);
    });
  }

  /** Out of training: to the shop as it sells, or on with connecting it. */
  async toShop(): Promise<void> {
    await this.#during(async () => {
      await till.open("shop");
      if (till.view?.provider === null) await this.#begin(false);
    });
  }

  /** Asks how far setting up has come. */
  async look(): Promise<void> {
    try {
      till.setup = await till.call("setup", {});
    } catch {
      // What was known stays.
    }
  }

  /** Goes on where somebody stopped. */
  async resume(): Promise<void> {
    await this.#during(() => this.#begin(false));
  }

  /** Connects one more account, or one anew. */
  async connectAnother(): Promise<void> {
    await this.#during(() => this.#begin(true));
  }

  async #begin(isAccountOnly: boolean): Promise<void> {
    const [{ offers }, setup, vault] = await Promise.all([
      till.call("offers", {}),
      till.call("setup", {}),
      till.call("vault", {}),
    ]);
    const draft = isAccountOnly ? null : setup.draft;
    this.offers = offers;
    this.isAccountOnly = isAccountOnly;
    this.isSameAccount = false;
    const connected = isAccountOnly ? undefined : till.view?.provider?.id;
    this.provider = draft?.provider ?? connected ?? offers[0]?.id ?? null;
    this.values = { ...draft?.values };
    this.kept = isAccountOnly ? null : this.#keptOf(this.provider);
    this.environment = draft?.environment ?? this.#environmentOf(this.offer);
    this.#skipped = draft?.skipped ?? [];
    this.shop = { ...setup.shop };
    this.wrongOfShop = [];
    this.wrong = setup.wrong;
    this.left = Object.keys(this.values);
    this.connected = null;
    trial.forget();
    this.refusal = null;
    const page = isAccountOnly ? "choose" : firstPage(setup);
    this.lacksSecrets = page === "fields";
    this.vaultFailure = null;
    this.#behindVault = page;
    this.#beforeVault = undefined;
    this.page = this.#lacksVault(vault) ? "vault" : page;
    desk.go({ at: "setup", sale_id: null });
  }

  /** What is connected of this provider, as far as what was typed of it is known. */
  #keptOf(provider: string | null): typeof this.kept {
    const known = till.view?.providers.find(({ id }) => id === provider);
    if (known === undefined) return null;
    return { provider: known.id, environment: known.environment, values: { ...this.values } };
  }

  #environmentOf(offer: Offer | undefined): string {
    if (offer === undefined) return "";
    return this.kept?.provider === offer.id ? this.kept.environment : usualEnvironment(offer);
  }

  /** Whether a store has to be chosen or opened before it goes on, because what keeps secrets fails so. */
  #lacksVault(vault: VaultView, failure: unknown = vault.failure): boolean {
    if (failure === null) return false;
    const told = refused(failure);
    const lacks = isLocked(told) || isUndecided(vault);
    if (lacks) this.vaultFailure = told;
    return lacks;
  }

  /** Begins an encrypted file for what is secret, and goes on. */
  async createVault(passphrase: string): Promise<void> {
    await this.#during(async () => {
      await till.call("choose_vault", { store: "file", passphrase });
      await this.vaultOpened();
    });
  }

  /** Goes on: what is secret can be kept. */
  async vaultOpened(): Promise<void> {
    await till.refetch();
    this.#show(this.#behindVault);
  }

  /** Goes on without a file where the keyring answers by now. */
  async lookForKeyring(): Promise<void> {
    await this.#during(async () => {
      const vault = await till.call("vault", {});
      if (this.#lacksVault(vault)) {
        this.refusal = refused(vault.failure);
        return;
      }
      this.#show(this.#behindVault);
      this.vaultFailure = null;
    });
  }

  /** Another provider: what is secret of the one before is none of its business. */
  pick(id: string): void {
    if (id === this.provider) return;
    this.forgetSecrets();
    this.provider = id;
    this.environment = this.#environmentOf(this.offer);
    this.left = [];
    this.wrong = [];
    this.refusal = null;
    this.connected = null;
    this.lacksSecrets = false;
  }

  /** Something was typed or chosen: what was refused before is not refused any more. */
  type(key: string, value: string): void {
    if (key === "environment") this.environment = value;
    else this.values[key] = value;
    this.refusal = null;
  }

  /** A field was left: what it holds is kept if it may be, and judged. */
  leave(key: string): void {
    if (!this.left.includes(key)) this.left = [...this.left, key];
    this.#bare(key);
    void this.keep();
  }

  /** What came along around what was pasted is none of it. */
  #bare(key: string): void {
    const typed = this.values[key];
    if (typed !== undefined && typed !== bare(typed)) this.values[key] = bare(typed);
  }

  /** Keeps what was typed so far. A refusal is told by the page where it stops somebody. */
  async keep(): Promise<void> {
    const { offer } = this;
    if (offer === undefined || this.isAccountOnly) return;
    const draft = { ...draftOf(offer, this.environment, this.values), skipped: [...this.#skipped] };
    await this.#save(draft);
  }

  async #save(draft: SetupDraft | null): Promise<void> {
    try {
      till.setup = await till.call("save_setup", { draft });
      this.wrong = till.setup.wrong;
    } catch (error) {
      this.refusal = refused(error);
    }
  }

  /** Keeps what was typed about the shop; what cannot be right is told and stays in its field. */
  async keepShop(): Promise<void> {
    try {
      const typed = { ...this.shop };
      till.setup = await till.call("save_shop", typed);
      const { wrong } = till.setup;
      this.wrongOfShop = KEYS.filter((key) => wrong.includes(key) && typed[key].trim() !== "");
      this.refusal = null;
    } catch (error) {
      this.refusal = refused(error);
    }
  }

  /** What is wrong in a field that somebody has left. */
  mistake(key: string): "missing" | "wrong" | "refused" | null {
    if (this.refusal?.field === key)
      return this.refusal.code === "invalid_request" ? "wrong" : "refused";
    if (!this.left.includes(key)) return null;
    if (this.missing.includes(key)) return "missing";
    return this.wrong.includes(key) ? "wrong" : null;
  }

  /** On to the page behind this one. */
  async next(): Promise<void> {
    if (this.busy) return;
    if (this.page === "fields") return this.#connect();
    if (this.page === "choose" && !(await this.#hasPlace())) return focusField("environment");
    const at = this.pages.indexOf(this.page);
    const page = this.pages[at + 1];
    if (page === undefined) return this.finish();
    this.#show(page);
  }

  /** Whether it is known where the provider answers. */
  async #hasPlace(): Promise<boolean> {
    if (!this.left.includes("environment")) this.left = [...this.left, "environment"];
    await this.keep();
    return this.mistake("environment") === null;
  }

  /** Leaves a step out for now, and goes on. */
  async skip(step: SetupStepName): Promise<void> {
    if (!this.#skipped.includes(step)) this.#skipped = [...this.#skipped, step];
    await this.keep();
    return this.next();
  }

  /** Back to the page before; what was typed stays. */
  back(): void {
    if (this.busy) return;
    const before = this.pages[this.pages.indexOf(this.page) - 1];
    const page = this.page === "vault" ? this.#beforeVault : before;
    // Whoever is past the vault's page is not asked there again.
    if (page === undefined || page === "vault") desk.go({ at: "sell" });
    else this.#show(page);
  }

  /** Ends setting up: the till sells. */
  async finish(): Promise<void> {
    if (!this.isAccountOnly) await this.#during(() => this.#save(null));
    this.values = {};
    desk.go({ at: "sell" });
  }

  #show(page: Page): void {
    this.refusal = null;
    this.page = page;
    if (page === "tested" && this.connected === null) void this.test();
    if (page === "shop") this.#offerDocument();
    if (page === "ready") void this.#learn();
  }

  async #connect(): Promise<void> {
    const { offer } = this;
    if (offer === undefined) return;
    if (this.isKept) return this.#show("tested");
    for (const key of Object.keys(this.values)) this.#bare(key);
    this.left = ["environment", ...offer.fields.map(({ key }) => key)];
    // A button that is pressed leaves no field.
    await this.keep();
    const first = firstOf(offer, [...this.missing, ...this.wrong]);
    if (first === "environment") this.#show("choose");
    if (first !== undefined) return focusField(first);
    const wasConnected = this.#isConnected(offer);
    await this.#during(async () => {
      const connected = await till.call("connect", {
        provider: offer.id,
        environment: this.environment,
        values: valuesOf(offer, this.values),
        as_default: !this.isAccountOnly,
        same_account: this.isSameAccount,
      });
      await this.#arrive(connected);
    });
    await this.#lookAfterConnecting(offer, wasConnected);
    await this.#leaveVault();
    const field = this.refusal?.field ?? null;
    if (field !== null && field !== "environment") await focusField(field);
  }

  /** The account is connected: its secrets are in the vault now, and nowhere else. */
  async #arrive(connected: ConnectedView): Promise<void> {
    this.connected = connected;
    trial.forget();
    this.forgetSecrets();
    this.lacksSecrets = false;
    const { provider } = connected;
    this.kept = { provider, environment: this.environment.trim(), values: { ...this.values } };
    await till.refetch();
    this.#show("tested");
  }

  /** A CNPJ that was typed for the payer is most often the shop's. A CPF may be anybody's. */
  #offerDocument(): void {
    const typed = this.values.payerDocument ?? "";
    if (this.shop.document === "" && documentMistake(typed, [CNPJ]) === "digits")
      this.shop.document = typed;
  }

  /** What the account may do, for the last page. Selling does not wait for it. */
  async #learn(): Promise<void> {
    const provider = till.view?.provider?.id;
    if (this.connected !== null || provider === undefined) return;
    try {
      this.connected = await till.call("test_connection", { provider });
    } catch {
      // The page says nothing about it, and the bar of the till that sells does.
    }
  }

  #isConnected({ id }: Offer): boolean {
    return till.view?.providers.some((it) => it.id === id) ?? false;
  }

  /** What the till has kept although its answer was lost is not typed again. */
  async #lookAfterConnecting(offer: Offer, wasConnected: boolean): Promise<void> {
    const told = this.refusal;
    if (told === null || !isUnanswered(told.code) || wasConnected) return;
    await this.#during(async () => {
      this.refusal = told;
      await till.refetch();
      if (!this.#isConnected(offer)) return;
      await this.#arrive(await till.call("test_connection", { provider: offer.id }));
    });
  }

  /**
   * A keyring that is there and keeps nothing is noticed when it shall, and so is a file that is locked: what was typed
   * stays, and a file or its passphrase is asked for.
   */
  async #leaveVault(): Promise<void> {
    const told = this.refusal;
    if (told === null || !(isOfKeyring(told.code) || isLocked(told))) return;
    await this.#during(async () => {
      this.refusal = told;
      if (!this.#lacksVault(await till.call("vault", {}), told)) return;
      this.#behindVault = this.page;
      this.#beforeVault = this.page;
      this.#show("vault");
    });
  }

  /** Asks the connected provider once more. */
  async test(): Promise<void> {
    const provider = this.provider ?? till.view?.provider?.id;
    if (provider === undefined) return;
    await this.#during(async () => {
      this.connected = await till.call("test_connection", { provider });
    });
  }

  /** Of what was typed, what is secret stays no longer than somebody needs it here. */
  forgetSecrets(): void {
    this.values = this.offer === undefined ? {} : openValues(this.offer, this.values);
  }

  async #during(what: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    try {
      await what();
    } catch (error) {
      this.refusal = refused(error);
    } finally {
      this.busy = false;
    }
  }
}

/** Moves the focus to the field that has to be mended. */
async function focusField(key: string): Promise<void> {
  await tick();
  document.querySelector<HTMLElement>(`[data-field="${key}"]`)?.focus();
}

/** The first run of this page. */
export const firstRun = new FirstRun();
