import { Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { Icon } from '../ui/icon.tsx';
import { IconButton } from '../ui/iconButton.tsx';
import type { IconName } from '../ui/iconPaths.ts';
import styles from '../ui/menu.module.css';
import { useWords } from '../words/language.tsx';
import { THEMES, type Theme } from './preferences.ts';
import { usePreferences } from './preferencesProvider.tsx';
import { WORDS } from './words.ts';

const ICONS: Readonly<Record<Theme, IconName>> = { system: 'contrast', light: 'sun', dark: 'moon' };

export function ThemeMenu() {
  const words = useWords(WORDS);
  const { theme, choose } = usePreferences();
  return (
    <MenuTrigger>
      <IconButton icon={ICONS[theme]} label={`${words.theme}: ${words.themes[theme]}`} />
      <Popover className={styles['popover'] ?? ''}>
        <Menu
          aria-label={words.theme}
          className={styles['list'] ?? ''}
          selectionMode="single"
          selectedKeys={[theme]}
          onAction={(key) => choose({ theme: THEMES.find((each) => each === key) ?? 'system' })}
        >
          {THEMES.map((each) => (
            <MenuItem key={each} id={each} textValue={words.themes[each]} className={styles['item'] ?? ''}>
              <span className={styles['mark']}>
                <Icon name="check" size="s" />
              </span>
              {words.themes[each]}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
