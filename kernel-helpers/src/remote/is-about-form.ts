/** True when a server's complaint is about structured output, which it then does not know. @param said the words of its error */
export function isAboutForm(said: string): boolean {
  return /response.?format|json.?(schema|object|mode)|structured|grammar/i.test(said);
}
