/** Measures answered in this tab: the bundle that still asks for one may be older than the answer. */
const answered = new Set<string>();

export const noteAnswered = (id: string): void => void answered.add(id);

export const isAnswered = (id: string): boolean => answered.has(id);
