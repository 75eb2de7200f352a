/** Whether a value has more than `most` objects and lists within one another. Stops as soon as it knows. */
export function isDeeperThan(value: unknown, most: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    const holders = level.filter((item): item is object => typeof item === 'object' && item !== null);
    if (holders.length > 0 && depth > most) return true;
    level = holders.flatMap((item): unknown[] => Object.values(item));
  }
  return false;
}
