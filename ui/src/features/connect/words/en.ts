import type { ConnectWords } from "./words";

export const notConnected: ConnectWords["notConnected"] = {
  title: "No bank is connected yet",
  money: "Nothing can be charged until a provider is connected.",
  how: "To connect one, run this in a terminal on this computer:",
  asks: "It asks for the credentials and keeps them in the system's keyring. To test first: --environment homologacao.",
  training: "Just want to try it? Open training mode:",
  retry: "I have connected",
  looking: "Looking…",
  notFound: "I have not found a connected account yet.",
  copy: (command) => `Copy ${command}`,
};
