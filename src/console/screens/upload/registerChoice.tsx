import { Label, Radio, RadioGroup } from 'react-aria-components';
import type { Register } from '../../../gst/columns.ts';
import { useWords } from '../../words/language.tsx';
import styles from './registerChoice.module.css';
import { WORDS } from './words.ts';

const REGISTERS: readonly Register[] = ['sales', 'purchase'];

export function RegisterChoice({
  fileName,
  register,
  onChoose,
}: {
  fileName: string;
  register: Register | null;
  onChoose: (register: Register) => void;
}) {
  const words = useWords(WORDS);
  return (
    <RadioGroup
      className={styles['group'] ?? ''}
      value={register}
      onChange={(value) => onChoose(value === 'sales' ? 'sales' : 'purchase')}
      orientation="horizontal"
      aria-label={`${words.register} ${fileName}`}
    >
      <Label className={styles['label'] ?? ''} aria-hidden="true">
        {words.register}
      </Label>
      <div className={styles['choices']}>
        {REGISTERS.map((one) => (
          <Radio key={one} value={one} className={styles['choice'] ?? ''}>
            <span className={styles['dot']} aria-hidden="true" />
            {words.asRegister[one]}
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
