/**
 * Replies that were begun and not sent, by review. In this window's memory only: nothing of a person is written to a staff disk.
 * A quiet sign-out keeps them for whoever signs in again as the same person; signing out forgets them.
 */
const drafts = new Map<string, { user: string; text: string }>();

export const draftOf = (review: string, user: string): string => {
  const draft = drafts.get(review);
  return draft?.user === user ? draft.text : "";
};

export function keepDraft(review: string, user: string, text: string): void {
  if (text.trim()) drafts.set(review, { user, text });
  else drafts.delete(review);
}

export const forgetDraft = (review: string): boolean => drafts.delete(review);

export const forgetDrafts = (): void => drafts.clear();

export const anyDraft = (): boolean => drafts.size > 0;
