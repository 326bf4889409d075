/** The shapes of a PIN that many people choose, as the server's `check_pin` has them; its list of single ones is its own. */
export function isCommonPin(pin: string): boolean {
  const steps = new Set([...pin.slice(1)].map((digit, i) => (Number(digit) - Number(pin[i]) + 10) % 10));
  return (
    (steps.size === 1 && [0, 1, 9].some((step) => steps.has(step))) ||
    pin.slice(0, 3) === pin.slice(3) ||
    pin.slice(0, 2).repeat(3) === pin ||
    pin === [...pin].reverse().join("") ||
    /^(\d)\1(\d)\2(\d)\3$/.test(pin)
  );
}
