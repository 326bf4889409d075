/** Who supervises somebody, in Welsh, in Scotland and Northern Ireland: what place.ts says in English. */
export const says: Record<string, (sentence: string) => string> = {
  scotland: (said) =>
    said
      .replace(/(y)marferydd prawf/gi, (_, y) => `${y === "Y" ? "G" : "g"}weithiwr cymdeithasol cyfiawnder`)
      .replace(/(gwasanaeth) prawf/gi, "$1 gwaith cymdeithasol cyfiawnder"),
  "northern-ireland": (said) => said.replace(/(y)marferydd prawf/gi, (_, y) => `${y === "Y" ? "S" : "s"}wyddog prawf`),
};
