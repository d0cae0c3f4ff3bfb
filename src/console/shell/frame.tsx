import { type ReactNode, useRef } from 'react';
import { useWords } from '../words/language.tsx';
import { AccountMenu } from './accountMenu.tsx';
import { Banners } from './banners.tsx';
import styles from './frame.module.css';
import { LanguageSwitch } from './languageSwitch.tsx';
import { Navigation } from './navigation.tsx';
import { ProductName } from './productName.tsx';
import { ThemeMenu } from './themeMenu.tsx';
import { WORDS } from './words.ts';

/** Header, navigation and the page's notices around a screen. @param props `peek`: what goes on elsewhere, in the header */
export function Frame({ children, peek }: { children: ReactNode; peek?: ReactNode }) {
  const words = useWords(WORDS);
  const main = useRef<HTMLElement>(null);
  return (
    <div className={styles['frame']}>
      <a
        className={styles['skip']}
        href={`${location.pathname}${location.search}#content`}
        onClick={(event) => {
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {words.skip}
      </a>
      <header className={styles['header']}>
        <div className={styles['bar']}>
          <ProductName />
          <Navigation />
          <div className={styles['tools']}>
            {peek}
            <LanguageSwitch />
            <ThemeMenu />
            <AccountMenu />
          </div>
        </div>
      </header>
      <main ref={main} id="content" tabIndex={-1} className={styles['main']}>
        <Banners />
        {children}
      </main>
    </div>
  );
}
