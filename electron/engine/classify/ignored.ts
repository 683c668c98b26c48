/** Fields and values that a user says are nobody's. */
export interface Ignored {
  field(namespace: string, path: string): boolean;
  value(text: string): boolean;
}

export const nothingIgnored: Ignored = { field: () => false, value: () => false };
