import {
  Button as AriaButton,
  Select as AriaSelect,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
} from 'react-aria-components';
import styles from './field.module.css';
import { Icon } from './icon.tsx';
import menu from './menu.module.css';

export interface Choice<Id extends string> {
  readonly id: Id;
  readonly label: string;
}

/** One of few. */
export function Select<Id extends string>({
  label,
  choices,
  value,
  onChange,
  hideLabel = false,
}: {
  label: string;
  choices: readonly Choice<Id>[];
  value: Id;
  onChange: (value: Id) => void;
  hideLabel?: boolean;
}) {
  return (
    <AriaSelect
      className={styles['field'] ?? ''}
      value={value}
      onChange={(key) => {
        const chosen = choices.find(({ id }) => id === key);
        if (chosen !== undefined) onChange(chosen.id);
      }}
      {...(hideLabel ? { 'aria-label': label } : {})}
    >
      {hideLabel ? null : <Label className={styles['label'] ?? ''}>{label}</Label>}
      <AriaButton className={styles['choice'] ?? ''}>
        <SelectValue>{({ selectedText }) => selectedText}</SelectValue>
        <Icon name="chevronDown" size="s" />
      </AriaButton>
      <Popover className={menu['popover'] ?? ''}>
        <ListBox className={menu['list'] ?? ''} items={choices}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={menu['item'] ?? ''}>
              <span className={menu['mark']}>
                <Icon name="check" size="s" />
              </span>
              {choice.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
