/** Words of the band that says that no sale is real. */
export interface TrainingWords {
  band: string;
  customerPays: string;
  bank: string;
}
