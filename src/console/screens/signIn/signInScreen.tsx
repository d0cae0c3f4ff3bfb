import { SignInForm } from '../../session/signInForm.tsx';
import { LanguageSwitch } from '../../shell/languageSwitch.tsx';
import { ProductName } from '../../shell/productName.tsx';
import { ThemeMenu } from '../../shell/themeMenu.tsx';
import { PageHeader } from '../../ui/pageHeader.tsx';
import { useWords } from '../../words/language.tsx';
import styles from './signInScreen.module.css';
import { WORDS } from './words.ts';

export function SignInScreen() {
  const words = useWords(WORDS);
  return (
    <div className={styles['page']}>
      <header className={styles['top']}>
        <ProductName />
        <div className={styles['tools']}>
          <LanguageSwitch />
          <ThemeMenu />
        </div>
      </header>
      <main className={styles['card']}>
        <PageHeader title={words.title}>
          <p>{words.intro}</p>
        </PageHeader>
        <SignInForm />
        <p className={styles['kept']}>{words.kept}</p>
      </main>
    </div>
  );
}
