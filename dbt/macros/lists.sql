{#- In a list of columns: one row for each entry of a list. -#}
{% macro each_entry(list) -%}
    {{ adapter.dispatch('each_entry', 'gouji')(list) }}
{%- endmacro %}

{% macro default__each_entry(list) -%}
    unnest({{ list }})
{%- endmacro %}

{% macro spark__each_entry(list) -%}
    explode({{ list }})
{%- endmacro %}

{#- In a list of columns: one row for each year from the first to the last; none where the last is before the first. -#}
{% macro each_year(first, last) -%}
    {{ adapter.dispatch('each_year', 'gouji')(first, last) }}
{%- endmacro %}

{% macro default__each_year(first, last) -%}
    cast(unnest(range({{ first }}, {{ last }} + 1)) as integer)
{%- endmacro %}

{#- From a later to an earlier number, Spark counts down. -#}
{% macro spark__each_year(first, last) -%}
    explode(filter(sequence(least({{ first }}, {{ last }}), {{ last }}), year -> year >= {{ first }}))
{%- endmacro %}

{#- A list of these values. -#}
{% macro list_of(values) -%}
    {{ adapter.dispatch('list_of', 'gouji')(values) }}
{%- endmacro %}

{% macro default__list_of(values) -%}
    [{{ values | join(', ') }}]
{%- endmacro %}

{% macro spark__list_of(values) -%}
    array({{ values | join(', ') }})
{%- endmacro %}

{#- How many entries a list has. -#}
{% macro entries(list) -%}
    {{ adapter.dispatch('entries', 'gouji')(list) }}
{%- endmacro %}

{% macro default__entries(list) -%}
    len({{ list }})
{%- endmacro %}

{% macro spark__entries(list) -%}
    array_size({{ list }})
{%- endmacro %}

{#- The entry of a list at a place counted from 0. -#}
{% macro entry_at(list, place) -%}
    {{ adapter.dispatch('entry_at', 'gouji')(list, place) }}
{%- endmacro %}

{% macro default__entry_at(list, place) -%}
    {{ list }}[{{ place }} + 1]
{%- endmacro %}

{% macro spark__entry_at(list, place) -%}
    {{ list }}[{{ place }}]
{%- endmacro %}
