/** The providers' names, which are the same in every language. */
export const providers: Record<string, string> = {
  connectpsp: "ConnectPSP",
  integrapay: "IntegraPay",
};
