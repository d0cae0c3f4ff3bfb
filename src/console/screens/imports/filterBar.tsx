import { useState } from 'react';
import type { ActivityView } from '../../../client/index.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Select } from '../../ui/select.tsx';
import { useWords } from '../../words/language.tsx';
import { REGISTER_WORDS } from '../../words/stateWords.ts';
import styles from './filterBar.module.css';
import { countFilters, type ImportFilters } from './filters.ts';
import { PeriodFilter } from './periodFilter.tsx';
import { SearchFilter } from './searchFilter.tsx';
import { StateFilter } from './stateFilter.tsx';
import { UserFilter } from './userFilter.tsx';
import { WORDS } from './words.ts';

export interface FilterProps {
  readonly filters: ImportFilters;
  readonly onChange: (change: Partial<ImportFilters>) => void;
}

/** On a phone all but the search stand behind a button. @param props `users`: of the imports on the page */
export function FilterBar({
  filters,
  onChange,
  onClear,
  users,
}: FilterProps & { onClear: () => void; users: readonly ActivityView['user'][] }) {
  const words = useWords(WORDS);
  const registers = useWords(REGISTER_WORDS);
  const [isOpen, setOpen] = useState(false);
  const set = countFilters(filters);
  return (
    <search className={styles['bar']} aria-label={words.filters}>
      <div className={styles['first']}>
        <SearchFilter filters={filters} onChange={onChange} />
        <span className={styles['opener']}>
          <Button aria-expanded={isOpen} onPress={() => setOpen(!isOpen)}>
            {words.showFilters(filters.text === '' ? set : set - 1)}
            <Icon name="chevronDown" size="s" />
          </Button>
        </span>
      </div>
      <div className={`${styles['more']} ${isOpen ? styles['open'] : ''}`}>
        <StateFilter filters={filters} onChange={onChange} />
        <Select
          label={words.register}
          hideLabel
          value={filters.register ?? 'all'}
          choices={[
            { id: 'all', label: words.allRegisters },
            { id: 'sales', label: registers.sales },
            { id: 'purchase', label: registers.purchase },
          ]}
          onChange={(register) => onChange({ register: register === 'all' ? null : register })}
        />
        <PeriodFilter filters={filters} onChange={onChange} />
        <UserFilter filters={filters} onChange={onChange} users={users} />
        {set === 0 ? null : (
          <Button weight="quiet" onPress={onClear}>
            <Icon name="close" size="s" />
            {words.clear}
          </Button>
        )}
      </div>
    </search>
  );
}
