/** Nothing beneath a panel whose list is not known. */
export default function NoList() {
  return null;
}
