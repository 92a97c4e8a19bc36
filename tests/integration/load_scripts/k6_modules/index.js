// What k6's module "k6" has, as far as scripts of ours use it.

export const unmet = [];

export function check(value, checks) {
  const missed = Object.keys(checks).filter((title) => !checks[title](value));
  unmet.push(...missed);
  return missed.length === 0;
}
