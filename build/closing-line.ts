/** Ends a test run with `N passed, N failed`, alone on the last line, for scripts that read it. */
import type { Reporter, TestModule } from 'vitest/node'

export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let passed = 0
    // What fails outside of a test (a file that cannot be loaded, a stray error) is a failure too.
    let failed = errors.length
    for (const module of modules) {
      failed += module.errors().length
      for (const test of module.children.allTests()) {
        const { state } = test.result()
        if (state === 'passed') passed += 1
        if (state === 'failed') failed += 1
      }
      for (const suite of module.children.allSuites()) failed += suite.errors().length
    }
    // At the exit, because the other reporters still have something to say.
    process.once('exit', () => console.log(`${passed} passed, ${failed} failed`))
  }
}
