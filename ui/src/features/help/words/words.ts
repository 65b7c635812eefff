import type { Language, Theme } from "../../../backend/contract";

/** Words of the help. */
export interface HelpWords {
  help: {
    title: string;
    keys: string;
    digits: string;
    separator: string;
    erase: string;
    eraseAll: string;
    charge: string;
    plus: string;
    times: string;
    paste: string;
    back: string;
    help: string;
    newSale: string;
    checkNow: string;
    lastSales: string;
    copy: string;
    drawer: string;
    shift: string;
    lock: string;
    otherSale: string;
    enlarge: string;
    relay: string;
    settings: string;
    zoom: string;
    language: string;
    languages: Record<Language, string>;
    theme: string;
    themes: Record<Theme, string>;
    version: (version: string) => string;
    providers: string;
    close: string;
  };
}
