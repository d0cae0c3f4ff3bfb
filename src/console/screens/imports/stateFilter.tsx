import { Select } from '../../ui/select.tsx';
import { useWords } from '../../words/language.tsx';
import { STATE_WORDS } from '../../words/stateWords.ts';
import type { FilterProps } from './filterBar.tsx';
import { choiceOf, STATE_CHOICES, type StateChoice, statesOf } from './stateChoices.ts';
import { WORDS } from './words.ts';

export function StateFilter({ filters, onChange }: FilterProps) {
  const words = useWords(WORDS);
  const states = useWords(STATE_WORDS);
  const value = choiceOf(filters.states);
  const labelOf = (choice: StateChoice): string => {
    if (choice === 'all') return words.allStates;
    if (choice === 'running' || choice === 'attention') return words[choice];
    return choice === 'several' ? filters.states.map((state) => states[state]).join(', ') : states[choice];
  };
  const choices = value === 'several' ? [...STATE_CHOICES, value] : STATE_CHOICES;
  return (
    <Select
      label={words.state}
      hideLabel
      value={value}
      choices={choices.map((id) => ({ id, label: labelOf(id) }))}
      onChange={(choice) => {
        if (choice !== 'several') onChange({ states: statesOf(choice) });
      }}
    />
  );
}
