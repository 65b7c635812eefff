import type { Language } from "../../backend/contract";
import { en } from "./en";
import { ptBR } from "./pt-BR";
import type { Words } from "./words";

/** The complete dictionaries; a new language that lacks one does not compile. */
export const dictionaries: Record<Language, Words> = { "pt-BR": ptBR, en };
