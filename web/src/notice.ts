/** All that a notice on this phone ever says: never who, and never why. It lies on lock screens. */
export const NOTICE = { title: "Foothold", body: "You have a message", tag: "message" };
