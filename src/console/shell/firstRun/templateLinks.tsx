import { BASE_URL } from '../../api/client.ts';
import { Icon } from '../../ui/icon.tsx';
import { useWords } from '../../words/language.tsx';
import { REGISTER_WORDS } from '../../words/stateWords.ts';
import styles from './firstRun.module.css';
import { WORDS } from './words.ts';

const TEMPLATES = [
  { register: 'sales', format: 'xlsx' },
  { register: 'purchase', format: 'xlsx' },
  { register: 'sales', format: 'csv' },
  { register: 'purchase', format: 'csv' },
] as const;

export function TemplateLinks() {
  const words = useWords(WORDS);
  const registers = useWords(REGISTER_WORDS);
  return (
    <ul className={styles['templates']}>
      {TEMPLATES.map(({ register, format }) => (
        <li key={`${register}.${format}`}>
          <a
            className={styles['template']}
            href={`${BASE_URL}/api/v1/templates/${register}.${format}`}
            download={`${register}.${format}`}
          >
            <Icon name="download" size="s" />
            {words.template(registers[register], format === 'xlsx' ? 'Excel' : 'CSV')}
          </a>
        </li>
      ))}
    </ul>
  );
}
