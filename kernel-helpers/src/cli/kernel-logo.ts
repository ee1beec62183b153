/** The kernel's logo: a friendly critter's face, readable at 16 pixels on light and on dark. */
export const KERNEL_LOGO: string = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">
  <path d="M10 8 C16 8 24 14 27 19 L13 30 C8 24 7 14 10 8 Z" fill="#e8743b"/>
  <path d="M54 8 C48 8 40 14 37 19 L51 30 C56 24 57 14 54 8 Z" fill="#e8743b"/>
  <path d="M13 13 C17 14 21 17 23 20 L15 26 C12 22 12 17 13 13 Z" fill="#ffd9c2"/>
  <path d="M51 13 C47 14 43 17 41 20 L49 26 C52 22 52 17 51 13 Z" fill="#ffd9c2"/>
  <ellipse cx="32" cy="37" rx="24" ry="21" fill="#e8743b"/>
  <path d="M32 28 C40 36 50 38 55 42 C52 52 43 58 32 58 C21 58 12 52 9 42 C14 38 24 36 32 28 Z" fill="#fff3ea"/>
  <circle cx="23" cy="36" r="4" fill="#2b2b33"/>
  <circle cx="41" cy="36" r="4" fill="#2b2b33"/>
  <circle cx="24.5" cy="34.5" r="1.3" fill="#ffffff"/>
  <circle cx="42.5" cy="34.5" r="1.3" fill="#ffffff"/>
  <ellipse cx="32" cy="45" rx="3.6" ry="2.7" fill="#2b2b33"/>
  <path d="M32 47 V50 M32 50 C30 53 27 53 25.500 51.500 M32 50 C34 53 37 53 38.500 51.500" fill="none" stroke="#2b2b33" stroke-width="1.600" stroke-linecap="round"/>
</svg>
`;
