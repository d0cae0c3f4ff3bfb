import { useState } from 'react';
import { Select } from '../../ui/select.tsx';
import { isoDay } from '../../words/formats.ts';
import { useWords } from '../../words/language.tsx';
import { useNow } from '../../words/useNow.ts';
import styles from './filterBar.module.css';
import type { FilterProps } from './filterBar.tsx';
import { daysOf, PERIODS, periodOf } from './periods.ts';
import { WORDS } from './words.ts';

/** Spans that are often wanted, or days of one's own. The address holds days, so that a link means the same tomorrow. */
export function PeriodFilter({ filters, onChange }: FilterProps) {
  const words = useWords(WORDS);
  const today = isoDay(useNow());
  const [wantsOwn, setWantsOwn] = useState(false);
  const period = periodOf(filters, today);
  const value = period === null || wantsOwn ? 'own' : period;
  return (
    <>
      <Select
        label={words.period}
        hideLabel
        value={value}
        choices={[
          ...PERIODS.map((id) => ({ id, label: words.periods[id] })),
          { id: 'own' as const, label: words.ownDays },
        ]}
        onChange={(chosen) => {
          setWantsOwn(chosen === 'own');
          if (chosen !== 'own') onChange(daysOf(chosen, today));
        }}
      />
      {value !== 'own' ? null : (
        <div className={styles['days']}>
          {(['from', 'to'] as const).map((end) => (
            <label key={end} className={styles['day']}>
              {words[end]}
              <input
                type="date"
                className={styles['dayInput']}
                max={today}
                value={filters[end] ?? ''}
                onChange={(event) => onChange({ [end]: event.currentTarget.value || null })}
              />
            </label>
          ))}
        </div>
      )}
    </>
  );
}
