import type { Register } from '../../../gst/columns.ts';
import { BASE_URL } from '../../api/client.ts';
import { useWords } from '../../words/language.tsx';
import { WORDS } from './words.ts';

/** Where the templates are, of those registers that a file may be. */
export function TemplateLine({ registers }: { registers: readonly Register[] }) {
  const words = useWords(WORDS);
  return (
    <p>
      {words.templates(registers.length)}{' '}
      {registers.map((register, at) => (
        <span key={register}>
          {at === 0 ? null : ' · '}
          <a href={`${BASE_URL}/api/v1/templates/${register}.xlsx`} download>
            {words.asRegister[register]}
          </a>
        </span>
      ))}
    </p>
  );
}
