"""Records to rules, ledger and marts, by dbt; decisions and history."""
