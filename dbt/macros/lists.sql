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

{#- The entry of a list at a place counted from 0; null where there is none. -#}
{% macro entry_at(list, place) -%}
    {{ adapter.dispatch('entry_at', 'gouji')(list, place) }}
{%- endmacro %}

{% macro default__entry_at(list, place) -%}
    {{ list }}[{{ place }} + 1]
{%- endmacro %}

{% macro spark__entry_at(list, place) -%}
    get({{ list }}, {{ place }})
{%- endmacro %}

{#- The rows of a group as a list of structures with these columns as fields, in their order. -#}
{% macro rows_in_order(columns) -%}
    {{ adapter.dispatch('rows_in_order', 'gouji')(columns) }}
{%- endmacro %}

{% macro default__rows_in_order(columns) -%}
    list_sort(list(struct_pack({% for column in columns %}{{ column }} := {{ column }}{{ ', ' if not loop.last }}{% endfor %})))
{%- endmacro %}

{% macro spark__rows_in_order(columns) -%}
    array_sort(collect_list(struct({{ columns | join(', ') }})))
{%- endmacro %}

{#- A field of each structure of a list. -#}
{% macro field_of_each(list, field) -%}
    {{ adapter.dispatch('field_of_each', 'gouji')(list, field) }}
{%- endmacro %}

{% macro default__field_of_each(list, field) -%}
    list_transform({{ list }}, lambda entry: struct_extract(entry, '{{ field }}'))
{%- endmacro %}

{% macro spark__field_of_each(list, field) -%}
    transform({{ list }}, entry -> entry.{{ field }})
{%- endmacro %}

{#- The structures of a list whose field is among these values, in their order. -#}
{% macro entries_among(list, field, values) -%}
    {{ adapter.dispatch('entries_among', 'gouji')(list, field, values) }}
{%- endmacro %}

{% macro default__entries_among(list, field, values) -%}
    list_filter({{ list }}, lambda entry: list_contains({{ values }}, struct_extract(entry, '{{ field }}')))
{%- endmacro %}

{% macro spark__entries_among(list, field, values) -%}
    filter({{ list }}, entry -> array_contains({{ values }}, entry.{{ field }}))
{%- endmacro %}

{#- The first texts of a list, joined. -#}
{% macro joined_first(list, count, separator) -%}
    {{ adapter.dispatch('joined_first', 'gouji')(list, count, separator) }}
{%- endmacro %}

{% macro default__joined_first(list, count, separator) -%}
    array_to_string(list_slice({{ list }}, 1, {{ count }}), '{{ separator }}')
{%- endmacro %}

{% macro spark__joined_first(list, count, separator) -%}
    array_join(slice({{ list }}, 1, {{ count }}), '{{ separator }}')
{%- endmacro %}
