/** What the demo's import holds before the sync: yesterday's taxonomy, so that every outcome comes up. */
export const YESTERDAY = [
  { code: 'demo_18_24', name: 'Demographics > Age > 18-24', cpm: 0.5, categories: ['Demographics', 'Age'] },
  { code: 'demo_25_34', name: 'Demographics > Age > 25-34', cpm: 0.5, categories: ['Demographics', 'Age'] },
  { code: 'demo_35_44', name: 'Demographics > Age > 35-44', cpm: 0.4, categories: ['Demographics', 'Age'] },
  { code: 'demo_45_54', name: 'Demographics > Age > 45 to 54' },
  { code: 'demo_55_plus', name: 'Demographics > Age > 55+', cpm: 0.3 },
  { code: 'auto_intender_suv', name: 'Auto intenders', cpm: 1.9 },
  {
    code: 'auto_intender_ev',
    name: 'Auto > In market > Electric',
    description: 'Compared electric cars in the last 30 days',
  },
  { code: 'travel_ski_de', name: 'Skiurlaub', cpm: 1.1 },
  { code: 'travel_city_fr', name: 'Voyages > Escapades en ville', cpm: 1.2, categories: ['Travel'] },
  { code: 'sport_football_es', name: 'Deportes > Futbol', cpm: 0.8 },
  { code: 'news_heavy_readers', name: 'News > Heavy readers', description: 'Five or more sessions a week' },
  { code: 'summer_campaign_2023', name: 'Campaigns > Summer 2023' },
  { code: 'black_friday_2023', name: 'Campaigns > Black Friday 2023' },
  { code: 'xmas_gifts_2023', name: 'Campaigns > Christmas gifts 2023' },
  { code: 'cookie_lookalike_v1', name: 'Lookalike v1 (cookie based)' },
  { code: 'kept_b2b_finance', name: 'B2B > Finance decision makers', cpm: 4.5, categories: ['B2B'] },
];
