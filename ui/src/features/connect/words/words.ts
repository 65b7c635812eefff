/** Words of a till without a provider. */
export interface ConnectWords {
  notConnected: {
    title: string;
    money: string;
    how: string;
    asks: string;
    training: string;
    retry: string;
    looking: string;
    notFound: string;
    copy: (command: string) => string;
  };
}
